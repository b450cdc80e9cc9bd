import type { IncomingMessage } from 'node:http';

/** Whether a script sent the request, the framework's or one of the portal, so that a page in response would not be shown. */
export function isForScript({ headers }: IncomingMessage): boolean {
  return headers['next-action'] !== undefined || headers['sec-fetch-dest'] === 'empty';
}
