import { type AccessType, USUAL_ACCESS_TYPES } from '@/lib/mail-log/access/access-types';
import { type AccessCursor, writeCursor } from '@/lib/mail-log/access/cursor';

export const ACCESS_LOG = '/access-log';

/** The part of a filter that the query of a URL holds. */
export interface AccessLogQuery {
  mailbox: string;
  from?: string;
  to?: string;
  types?: readonly AccessType[];
  network?: string | null;
  after?: AccessCursor | null;
}

/** The URL of a page of the access log with a filter. Parameters that have their usual value are left out. */
export function accessLogUrl(query: AccessLogQuery, path = ''): string {
  const parameters = new URLSearchParams({ mailbox: query.mailbox });
  if (query.from) parameters.set('from', query.from);
  if (query.to) parameters.set('to', query.to);
  if (query.types && query.types.join() !== USUAL_ACCESS_TYPES.join())
    for (const name of ['chosen', ...query.types]) parameters.set(name, '1');
  if (query.network) parameters.set('address', query.network);
  if (query.after) parameters.set('after', writeCursor(query.after));
  // The @ needs no escape in a query, and reads better without.
  return `${ACCESS_LOG}${path}?${parameters.toString().replace('%40', '@')}`;
}
