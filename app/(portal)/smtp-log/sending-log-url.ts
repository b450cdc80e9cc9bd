export const SENDING_LOG = '/smtp-log';

/** The parts of the sending log, each a page below its path. */
export type SendingPart = '' | '/messages' | '/message' | '/incoming' | '/csv';

/** The URL of a part of the sending log. Parameters without a value are left out. */
export function sendingLogUrl(
  part: SendingPart,
  query: Readonly<Record<string, string | null | undefined>> & { mailbox: string },
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  // The @ needs no escape in a query, and reads better without.
  return `${SENDING_LOG}${part}?${new URLSearchParams(given).toString().replaceAll('%40', '@')}`;
}
