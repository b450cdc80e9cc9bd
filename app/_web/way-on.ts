/** Where a person may be led on to after signing in, by name: no address is ever taken from a request. */
const WAYS_ON = { 'set-password': '/.well-known/change-password' } as const;

/** @param name as it stands in the address or the form; whatever is no name of ours leads home */
export function wayOn(name: unknown): string {
  return typeof name === 'string' && Object.hasOwn(WAYS_ON, name) ? WAYS_ON[name as keyof typeof WAYS_ON] : '/';
}
