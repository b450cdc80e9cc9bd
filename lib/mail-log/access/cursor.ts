/** The place of an entry in the order of the access log: by time, then failures before events, then by id or key. */
export type AccessCursor =
  | { readonly at: Date; readonly is: 'event'; readonly id: number }
  | { readonly at: Date; readonly is: 'failure'; readonly key: string };

/** The milliseconds since 1970, and the id of an event or the key of a folded failure. */
const CURSOR = /^(\d{13})-(?:e(\d{1,15})|f([0-9a-f]{32}))$/;

export function writeCursor(cursor: AccessCursor): string {
  return `${cursor.at.getTime()}-${cursor.is === 'event' ? `e${cursor.id}` : `f${cursor.key}`}`;
}

/** @returns undefined for a text that `writeCursor` did not write */
export function readCursor(text: unknown): AccessCursor | undefined {
  const [, ms, id, key] = (typeof text === 'string' && CURSOR.exec(text)) || [];
  if (ms === undefined) return undefined;
  const at = new Date(Number(ms));
  return key === undefined ? { at, is: 'event', id: Number(id) } : { at, is: 'failure', key };
}
