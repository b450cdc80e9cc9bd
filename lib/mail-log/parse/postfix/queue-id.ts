const SHORTEST = 2;
const LONGEST = 24;
/** The long form has digits and letters without vowels, and is 10 to 20 characters long. */
const LONG = /^[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}$/;
const FIELDS = ['from=', 'to=', 'client=', 'message-id='];
const SHORT = /^[0-9A-F]{5,24}$/;

/** The queue id, and where the text behind its colon begins. `id` is null for NOQUEUE. */
export interface QueueIdAt {
  readonly id: string | null;
  readonly end: number;
}

/** Reads `4F5C64474F: ` or `NOQUEUE: ` at the beginning of a message. */
export function readQueueId(message: string): QueueIdAt | undefined {
  const colon = message.indexOf(':');
  if (colon < SHORTEST || colon > LONGEST) return undefined;
  const id = message.slice(0, colon);
  const end = message[colon + 1] === ' ' ? colon + 2 : colon + 1;
  if (id === 'NOQUEUE') return { id: null, end };
  return isQueueId(id) || isFollowedByField(message, id, end) ? { id, end } : undefined;
}

/** Ids of old versions on small disks are short: what stands behind them tells. */
const isFollowedByField = (message: string, id: string, end: number): boolean =>
  FIELDS.some((field) => message.startsWith(field, end)) && /^[0-9A-F]+$/.test(id);

/** Whether a text has the form of a queue id of Postfix. @see postconf(5), enable_long_queue_ids */
export const isQueueId = (text: string): boolean => SHORT.test(text) || LONG.test(text);

/** The queue id at `from`, or null. */
export function queueIdAt(text: string, from: number): string | null {
  let end = from;
  while (end - from <= LONGEST && /[0-9A-Za-z]/.test(text[end] ?? '')) end += 1;
  const id = text.slice(from, end);
  return isQueueId(id) ? id : null;
}
