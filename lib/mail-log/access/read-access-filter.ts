import { parseCidr } from '@/lib/client-address/client-address';
import { type Days, type DaysRefusal, readDays } from '@/lib/mail-log/read-days';
import { ok, type Result, refuse } from '@/lib/result';
import { type AccessType, ALL_ACCESS_TYPES, USUAL_ACCESS_TYPES } from './access-types';
import { type AccessCursor, readCursor } from './cursor';

export interface AccessFilter extends Days {
  readonly types: readonly AccessType[];
  /** An address or a range, in canonical form; null for every address. */
  readonly network: string | null;
  /** The entry after which the page begins; null for the newest entries. */
  readonly after: AccessCursor | null;
}

export type AccessFilterRefusal = DaysRefusal | 'log_filter.address' | 'log_filter.types' | 'log_filter.page';

/**
 * The parameters of the page: any text, each also missing. Each type is a parameter of its own, since a request with a
 * repeated parameter is refused.
 */
export type AccessQuery = Readonly<
  Partial<Record<'from' | 'to' | 'chosen' | 'address' | 'after' | 'page' | AccessType, unknown>>
>;

/** Longest text of an address that is read. */
const MOST_CHARACTERS = 64;

/**
 * Reads the filter of the access log from the query of its page.
 *
 * @param query.chosen says that the types were chosen, so that without any all were cleared
 * @param query.page   is refused, since entries have no numbered pages
 */
export function readAccessFilter(
  query: AccessQuery,
  limits: { now: Date; timeZone: string; keptDays: number },
): Result<AccessFilter, AccessFilterRefusal> {
  const days = readDays(query, limits);
  if (!days.ok) return days;

  const types = query.chosen === undefined ? USUAL_ACCESS_TYPES : typesIn(query);
  if (types.length === 0) return refuse('log_filter.types');
  const network = readNetwork(query.address);
  if (network === undefined) return refuse('log_filter.address');
  const after = query.after === undefined ? null : readCursor(query.after);
  if (after === undefined || query.page !== undefined) return refuse('log_filter.page');
  return ok({ ...days.value, types, network, after });
}

/** The types that are chosen in a query, in their own order. */
export const typesIn = (query: AccessQuery): AccessType[] =>
  ALL_ACCESS_TYPES.filter((type) => query[type] !== undefined);

/** @returns undefined for a text that is no address and no range; null without one */
function readNetwork(value: unknown): string | null | undefined {
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) return undefined;
  try {
    const { network, prefixLength } = parseCidr(value.trim());
    return `${network.text}/${prefixLength}`;
  } catch {
    return undefined;
  }
}
