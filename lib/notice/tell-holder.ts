import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { listConfirmedAddresses } from '@/db/queries/contact-addresses';
import { findHeldMailbox, type HeldMailbox } from '@/db/queries/mailboxes';
import {
  addLaterChange,
  addNotices,
  type EarlierNotice,
  listEarlierNotices,
  type QueuedNotice,
} from '@/db/queries/notices';
import { findLanguage } from '@/db/queries/people';
import { runConcurrently } from '@/db/run-concurrently';
import { sameAddress } from '@/lib/client-address/same-address';
import { after, before, minutes } from '@/lib/clock';
import type { Act } from '@/lib/context';
import { answerFrom } from './answer-from';

/** Several changes of one mailbox within this time of the first go into one mail. */
const MERGE_WITHIN_MS = minutes(10);

/** An event of one mailbox. */
export interface MailboxEvent {
  kind: 'password_changed' | 'suspended' | 'reinstated' | 'closed' | 'reopened';
  mailboxId: string;
  /** The mailbox's version that this event made. It identifies the event. */
  version: number;
  data?: Record<string, string>;
  /** The mailbox, if the transaction has read it under its lock. */
  mailbox?: Pick<HeldMailbox, 'address' | 'kind' | 'holderId'>;
}

/**
 * Notifies the holder of a mailbox of an event: at each confirmed contact address, and in the mailbox itself if the holder
 * can read it. The notices are queued in the transaction of the event.
 *
 * Several changes of the password within ten minutes share one notice with one "this was not me" link. The first change is
 * sent at once. A later change from another network may be an attacker's: then the mail is sent once more when the ten
 * minutes are over, and lists every change.
 */
export async function tellHolder(on: Executor, act: Act, happened: MailboxEvent): Promise<void> {
  const { kind, mailboxId, version } = happened;
  const mailbox = happened.mailbox ?? (await findHeldMailbox(on, mailboxId));
  if (!mailbox) throw new Error('no such mailbox');
  const { holderId } = mailbox;
  const isAnswerable = kind === 'password_changed';
  const since = before(act.now, MERGE_WITHIN_MS);
  const [language, contacts, recent] = holderId
    ? await runConcurrently([
        findLanguage(on, holderId),
        listConfirmedAddresses(on, holderId),
        isAnswerable ? listEarlierNotices(on, { personId: holderId, mailboxId, kind, since }) : [],
      ])
    : [null, [], []];
  const data = { mailbox: mailbox.address, ...happened.data };
  const common = {
    event: `mailbox ${mailboxId} version ${version}`,
    kind,
    language: language ?? ('zh_TW' as const),
    personId: holderId,
    mailboxId,
    happenedAt: act.now,
  };

  const rows: QueuedNotice[] = [];
  for (const { address, confirmedAt } of contacts) {
    const answer = isAnswerable ? answerFrom(confirmedAt, act.now) : null;
    const from: Record<string, string> = isAnswerable ? { from: act.address ?? '' } : {};
    rows.push({
      ...common,
      id: randomUUID(),
      recipientKind: 'contact_address',
      recipient: address,
      answer,
      data: { ...data, ...from },
    });
  }
  if (kind !== 'suspended' && kind !== 'closed') {
    // A unit's mailbox has several readers, who must not learn the custodian's address.
    const from: Record<string, string> = isAnswerable && mailbox.kind === 'personal' ? { from: act.address ?? '' } : {};
    const answer = isAnswerable ? ('end_sessions' as const) : null;
    rows.push({
      ...common,
      id: randomUUID(),
      recipientKind: 'mailbox',
      recipient: mailbox.address,
      answer,
      data: { ...data, ...from },
    });
  }
  const newNotices: QueuedNotice[] = [];
  for (const row of rows) {
    const earlier = recent.find(({ recipient }) => recipient === row.recipient);
    if (!earlier || !(await mergeInto(on, row, earlier))) newNotices.push(row);
  }
  await addNotices(on, newNotices);
}

/** @returns whether the earlier mail covers this change as well */
async function mergeInto(
  on: Executor,
  { event, data, happenedAt }: QueuedNotice,
  earlier: EarlierNotice,
): Promise<boolean> {
  if ([earlier, ...earlier.laterChanges].some((one) => one.event === event)) return true;
  const { from, change } = data;
  const named = [earlier.data.from, ...earlier.laterChanges.map((later) => later.from)];
  const isNamed = named.some((address) => isSameNetwork(address, from));
  const joined = await addLaterChange(on, earlier.id, {
    change: {
      event,
      at: happenedAt.toISOString(),
      ...(from === undefined ? {} : { from }),
      ...(change === undefined ? {} : { change }),
    },
    sendAgainAt: isNamed ? null : after(earlier.happenedAt, MERGE_WITHIN_MS),
  });
  // The mail that is being sent at this moment already names the network; its link covers later changes as well.
  return joined || isNamed;
}

/**
 * A browser changes addresses within its /64 (RFC 8981), so these count as one place. Each change still lists its full
 * address.
 */
function isSameNetwork(one: string | undefined, other: string | undefined): boolean {
  return one === other || (!!one && !!other && sameAddress(one, other, 'ipv6-64'));
}
