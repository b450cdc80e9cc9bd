import {
  type AccessEventRow,
  type AccessFailureRow,
  type FailureDay,
  listAccessEvents,
  listAccessFailures,
  listFailureOverflow,
} from '@/db/queries/access-log';
import type { MailboxContext } from '@/lib/context';
import { ACCESS_TYPES, type AccessType, FAILED } from './access-types';
import type { AccessCursor } from './cursor';
import type { AccessFilter } from './read-access-filter';

export type { FailureDay };

export type AccessEntry =
  | (AccessEventRow & { readonly is: 'event'; readonly type: AccessType })
  | (AccessFailureRow & { readonly is: 'failure'; readonly at: Date });

export interface AccessPage {
  readonly entries: readonly AccessEntry[];
  /** The place after which the next page begins; null on the last page. */
  readonly olderThan: AccessCursor | null;
  /** The days of the filter on which some failures were only counted, and how many. */
  readonly overflow: readonly FailureDay[];
}

/**
 * Lists what happened to a mailbox at the mail server, newest first.
 *
 * @param ctx the person manages `ctx.mailbox`
 * @param most the number of entries on a page
 */
export async function listAccessLog(
  ctx: Pick<MailboxContext, 'db' | 'mailbox'>,
  filter: AccessFilter,
  most: number,
): Promise<AccessPage> {
  const { after } = filter;
  const of = { ...filter, mailboxId: ctx.mailbox.id };
  const types = filter.types.flatMap((type) => (type === FAILED ? [] : [ACCESS_TYPES[type]]));
  const kinds = types.length === Object.keys(ACCESS_TYPES).length ? null : types;
  const [events, failures, overflow] = await Promise.all([
    kinds?.length === 0
      ? []
      : listAccessEvents(
          ctx.db,
          { ...of, kinds },
          { before: after && { at: after.at, id: after.is === 'event' ? after.id : null }, most: most + 1 },
        ),
    filter.types.includes(FAILED)
      ? listAccessFailures(ctx.db, of, {
          before: after && { at: after.at, key: after.is === 'failure' ? after.key : null },
          most: most + 1,
        })
      : [],
    filter.types.includes(FAILED) ? listFailureOverflow(ctx.db, of) : [],
  ]);
  const all = merged(events, failures);
  const entries = all.slice(0, most);
  const last = entries.at(-1);
  return { entries, olderThan: last && all.length > most ? cursorOf(last) : null, overflow };
}

/** Merges by time, the newest first. Failures come before events of the same moment, as in `AccessCursor`. */
function merged(events: readonly AccessEventRow[], failures: readonly AccessFailureRow[]): AccessEntry[] {
  const entries: AccessEntry[] = [
    ...failures.map((row) => ({ ...row, is: 'failure' as const, at: row.lastAt })),
    ...events.map((row) => ({ ...row, is: 'event' as const, type: typeOf(row) })),
  ];
  // The sort is stable: rows of one list keep their order.
  return entries.sort((a, b) => b.at.getTime() - a.at.getTime());
}

function cursorOf(entry: AccessEntry): AccessCursor {
  const { at } = entry;
  return entry.is === 'event' ? { at, is: 'event', id: entry.id } : { at, is: 'failure', key: entry.key };
}

/** Sign-ins by LMTP do not exist; an event without a service has a kind that belongs to one type alone. */
function typeOf({ kind, service }: Pick<AccessEventRow, 'kind' | 'service'>): AccessType {
  for (const [type, of] of Object.entries(ACCESS_TYPES)) {
    const kinds: readonly string[] = of.kinds;
    if (kinds.includes(kind) && (!('service' in of) || of.service === service)) return type as AccessType;
  }
  return 'arrived';
}
