import { type HistoryRow, listHistory } from '@/db/queries/audit';
import { listMailboxesOf } from '@/db/queries/mailboxes';
import type { MemberContext } from '@/lib/context';
import { mailboxScopeOf } from '@/lib/mailbox/mailbox-scope';

/** What a person is told of; each is the key of its words, `history.event.<event>`. */
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
  /** Of the mailbox that it happened to, or whose password opened the session. */
  mailbox: string | null;
  /** From where the person did it; null for what others did, and where nobody can know who it was. */
  from: string | null;
  /** The change that a receipt tells of. */
  changeId: string | null;
}

export interface HistoryPage {
  entries: HistoryEntry[];
  /** The moment before which there is more; null at the end. */
  olderThan: Date | null;
}

const ON_A_PAGE = 50;

/**
 * What happened to a person's mailboxes, and their sign-ins, the newest first. A session that a shared password opened is
 * told of that mailbox alone, and not from where its holder came.
 *
 * @param before shows what came before that moment; null begins with the newest
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
  }));
  return { entries, olderThan: shown.length < rows.length ? (shown.at(-1)?.at ?? null) : null };
}

/** The next page begins at a moment: what happened in one moment stays together. */
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
      throw new TypeError(`a history is not told of ${action}`);
  }
}
