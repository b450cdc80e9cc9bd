import { type AccessEventRow, listAccessEvents } from '@/db/queries/access-log';
import { listRecipients, listSentMessages } from '@/db/queries/sent-messages';
import { days as daysInMs } from '@/lib/clock';
import type { Days } from '@/lib/mail-log/read-days';
import { type Place, placeOf } from './place-of';
import { type ReviewContext, reviewSignIns } from './review-sign-ins';

/** The acts of sign-ins from places that the mailbox had not been used from. */
export interface Intrusion {
  /** None: nobody else seems to have signed in. */
  readonly places: readonly Place[];
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  readonly messagesSent: number;
  readonly recipients: number;
  /** Addresses to warn; not all of them where there are very many. */
  readonly warn: readonly string[];
  /** Counted by the mail server at the end of each session. */
  readonly messagesRead: number;
  readonly messagesDeleted: number;
  readonly messagesMoved: number;
  readonly foldersDeleted: readonly string[];
  /** Sign-ins to the service that edits filters. */
  readonly filterSignIns: number;
}

const MOST_EVENTS = 10_000;
const MOST_MESSAGES = 5_000;
const MOST_RECIPIENTS = 500;

/**
 * Reviews what somebody else did with a mailbox: the acts from places that were not used before the days.
 *
 * @param ctx the person manages `ctx.mailbox`
 */
export async function reviewIntrusion(ctx: ReviewContext, days: Days): Promise<Intrusion> {
  const { places: used } = await reviewSignIns(ctx, days);
  const places = used.filter(({ isUsual }) => !isUsual).map(({ place }) => place);
  const of = { mailboxId: ctx.mailbox.id, start: days.start, end: days.end };
  const [rows, sent] = await Promise.all([
    listAccessEvents(ctx.db, { ...of, kinds: null, network: null }, { before: null, most: MOST_EVENTS }),
    listSentMessages(ctx.db, of, MOST_MESSAGES),
  ]);
  const isStrange = (row: { address: string | null; country: string | null }) =>
    places.includes(placeOf(row, ctx.config.campus.networks));
  const acts = rows.filter(isStrange);
  const messages = sent.filter(isStrange);
  const warn = await listRecipients(
    ctx.db,
    // A message may be tried for days.
    { ...of, end: new Date(of.end.getTime() + daysInMs(7)), messages: messages.map(({ id }) => id) },
    MOST_RECIPIENTS,
  );
  const times = acts.map(({ at }) => at.getTime());
  return {
    places,
    firstAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    lastAt: times.length > 0 ? new Date(Math.max(...times)) : null,
    messagesSent: messages.length,
    recipients: messages.reduce((sum, { recipients }) => sum + (recipients ?? 1), 0),
    warn,
    ...countActs(acts),
  };
}

function countActs(acts: readonly AccessEventRow[]) {
  const messagesOf = (kind: AccessEventRow['kind']) =>
    acts.filter((act) => act.kind === kind).reduce((sum, { messages }) => sum + (messages ?? 1), 0);
  const counted = (name: string) => acts.reduce((sum, { counts }) => sum + (counts?.[name] ?? 0), 0);
  return {
    messagesRead: counted('body_count') + counted('retr'),
    // The counters repeat each expunge that is logged by itself.
    messagesDeleted: messagesOf('messages_expunged') || counted('expunged') + counted('del'),
    messagesMoved: messagesOf('messages_moved'),
    foldersDeleted: [
      ...new Set(acts.flatMap(({ kind, folder }) => (kind === 'folder_deleted' && folder ? [folder] : []))),
    ],
    filterSignIns: acts.filter(({ kind, service }) => kind === 'login' && service === 'sieve').length,
  };
}
