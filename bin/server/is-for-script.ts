import type { IncomingMessage } from 'node:http';

/** Whether a script of the page asks, by the framework or by itself, and no person would see a page. */
export function isForScript({ headers }: IncomingMessage): boolean {
  return headers['next-action'] !== undefined || headers['sec-fetch-dest'] === 'empty';
}
