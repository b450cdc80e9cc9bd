import type { RefusalDetail } from '@/lib/result';

const UNITS = [
  { unit: 'days', seconds: 86_400 },
  { unit: 'hours', seconds: 3_600 },
  { unit: 'minutes', seconds: 60 },
  { unit: 'seconds', seconds: 1 },
] as const;

/**
 * Adds `count` and `unit` to a detail that has a span of seconds, for sentences such as "about 5 minutes ago". The unit is
 * the largest of which there are at least two.
 */
export function withRoundedTime(detail: RefusalDetail): RefusalDetail {
  const span = detail.ageSeconds ?? detail.aheadSeconds;
  if (typeof span !== 'number') return detail;
  const { unit, seconds } = UNITS.find((one) => span >= 2 * one.seconds) ?? { unit: 'seconds', seconds: 1 };
  return { ...detail, unit, count: Math.round(span / seconds) };
}
