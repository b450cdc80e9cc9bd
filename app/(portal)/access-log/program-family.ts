const FAMILIES = [
  ['ios', /iphone|ipad|\bios\b|apple|mac os x mail/i],
  ['android', /android|gmail|samsung|k-9/i],
  ['outlook', /outlook|microsoft/i],
  ['thunderbird', /thunderbird|betterbird/i],
] as const;

/** The family of a mail program by the name that it gave itself; undefined for one that the portal has no advice for. */
export function programFamily(program: string | null): (typeof FAMILIES)[number][0] | undefined {
  return FAMILIES.find(([, pattern]) => program !== null && pattern.test(program))?.[0];
}
