import { type HistoryRow, listHistory } from '@/db/queries/audit';
import { listMailboxesOf } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';
import { mailboxScopeOf } from '@/lib/mailbox/mailbox-scope';

/** The events that a person's history shows. Each has its text under the message key `history.event.<event>`. */
export const HISTORY_EVENTS = [
  'signed_in_campus',
  'signed_in_mailbox',
  'password_changed',
  'suspended_warning',
  'suspended_emergency',
  'reinstated',
  'closed',
  'reopened',
] as const;
export type HistoryEvent = (typeof HISTORY_EVENTS)[number];

export interface HistoryEntry {
  at: Date;
  event: HistoryEvent;
  /** The address of the mailbox concerned, or of the one whose password opened the session. */
  mailbox: string | null;
  /** The person's source address. Null for acts of others, and where the person behind an act cannot be known. */
  from: string | null;
  /** The change whose result can be shown: its id and its number. */
  changeId: string | null;
  changeNumber: string | null;
}

export interface HistoryPage {
  entries: HistoryEntry[];
  /** Pass it as `before` to get the next page; null on the last page. */
  olderThan: Date | null;
}

const ON_A_PAGE = 50;

/**
 * Lists a person's sign-ins and the events of their mailboxes, newest first. A session opened with a shared password
 * sees that mailbox alone, and no source address of the holder's own acts.
 *
 * @param before lists the events before that time; null starts with the newest
 */
export async function listOwnHistory(ctx: MemberContext, before: Date | null): Promise<HistoryPage> {
  const { limitedTo } = ctx.session;
  const mailboxes = await listMailboxesOf(ctx.db, mailboxScopeOf(ctx), { withClosed: true });
  const rows = await listHistory(
    ctx.db,
    {
      personId: ctx.person.id,
      mailboxIds: mailboxes.map(({ id }) => id),
      signIns: limitedTo ? 'into_mailboxes' : 'of_person',
    },
    { before, most: ON_A_PAGE + 1 },
  );
  const shown = rows.length > ON_A_PAGE ? upToNextMoment(rows) : rows;
  const entries = shown.map((row) => ({
    at: row.at,
    event: eventOf(row),
    mailbox: mailboxes.find(({ id }) => id === row.mailboxId)?.address ?? null,
    from: row.isOwn && !(limitedTo && row.action !== 'session.opened') ? row.sourceAddress : null,
    changeId: row.changeId,
    changeNumber: row.changeNumber,
  }));
  return { entries, olderThan: shown.length < rows.length ? (shown.at(-1)?.at ?? null) : null };
}

/** Pages are delimited by time, so events with the same timestamp stay on one page. */
function upToNextMoment(rows: readonly HistoryRow[]): HistoryRow[] {
  const next = rows[ON_A_PAGE]?.at.getTime() ?? 0;
  const whole = rows.filter(({ at }) => at.getTime() > next);
  return whole.length > 0 ? whole : rows.slice(0, ON_A_PAGE);
}

function eventOf({ action, detail }: HistoryRow): HistoryEvent {
  switch (action) {
    case 'session.opened':
      return detail.way === 'campus' ? 'signed_in_campus' : 'signed_in_mailbox';
    case 'password.changed':
      return 'password_changed';
    case 'mailbox.suspended':
      return detail.level === 'warning' ? 'suspended_warning' : 'suspended_emergency';
    case 'mailbox.reinstated':
      return 'reinstated';
    case 'mailbox.closed':
      return 'closed';
    case 'mailbox.reopened':
      return 'reopened';
    default:
      throw new TypeError(`a history does not show ${action}`);
  }
}
