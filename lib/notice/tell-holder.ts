import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { listConfirmedAddresses } from '@/db/queries/contact-addresses';
import { findHeldMailbox } from '@/db/queries/mailboxes';
import { addNotices, listTold, type Notice } from '@/db/queries/notices';
import { findLanguage } from '@/db/queries/people';
import { together } from '@/db/together';
import { sameAddress } from '@/lib/client-address/same-address';
import { before, minutes } from '@/lib/clock';
import type { Act } from '@/lib/context';
import { answerFrom } from './answer-from';

/** Whoever changes a password several times at one sitting is told once. */
const TOLD_ONCE_WITHIN_MS = minutes(10);

/** What has happened to one mailbox. */
export interface MailboxEvent {
  kind: 'password_changed' | 'suspended' | 'reinstated' | 'closed' | 'reopened';
  mailboxId: string;
  /** The mailbox's, which this event made: it names the event. */
  version: number;
  data?: Record<string, string>;
}

/**
 * Tells the holder of a mailbox what has happened to it: at each confirmed contact address, and in the mailbox itself
 * where they can read it. Written on the transaction of the event.
 *
 * Of several changes of the password from one place within ten minutes the first is told: its "this was not me" stops
 * what came after it as well. A change from elsewhere is told by itself, since it may be another's.
 */
export async function tellHolder(on: Executor, act: Act, happened: MailboxEvent): Promise<void> {
  const { kind, mailboxId, version } = happened;
  const mailbox = await findHeldMailbox(on, mailboxId);
  if (!mailbox) throw new Error('no such mailbox');
  const { holderId } = mailbox;
  const isAnswerable = kind === 'password_changed';
  const since = before(act.now, TOLD_ONCE_WITHIN_MS);
  const [language, contacts, told] = holderId
    ? await together([
        findLanguage(on, holderId),
        listConfirmedAddresses(on, holderId),
        isAnswerable ? listTold(on, { personId: holderId, mailboxId, kind, since }) : [],
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

  const rows: Notice[] = [];
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
    // A unit's mailbox is read by several people, who learn nothing of where its custodian was.
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
  const isTold = ({ recipient, data: { from } }: Notice) =>
    told.some((earlier) => earlier.recipient === recipient && isOnePlace(earlier.data.from, from));
  await addNotices(
    on,
    rows.filter((row) => !isTold(row)),
  );
}

/** A browser goes through the addresses of its /64 (RFC 8981). Addresses are shown in full, so that no other is hidden. */
function isOnePlace(one: string | undefined, other: string | undefined): boolean {
  return one === other || (!!one && !!other && sameAddress(one, other, 'ipv6-64'));
}
