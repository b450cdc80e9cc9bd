import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { listConfirmedAddresses } from '@/db/queries/contact-addresses';
import { findHeldMailbox } from '@/db/queries/mailboxes';
import { addNotices, type QueuedNotice } from '@/db/queries/notices';
import { findLanguage } from '@/db/queries/people';
import { runConcurrently } from '@/db/run-concurrently';
import type { Act } from '@/lib/context';
import { type ListedSendingDay, writeSendingDays } from './sending-days';

/** A mail about what was sent from a mailbox. */
export interface SendingEvent {
  readonly kind: 'busy_sending_day' | 'sending_log';
  readonly mailboxId: string;
  /** The event's unique name: a recipient gets one mail for each. */
  readonly event: string;
  readonly days: readonly ListedSendingDay[];
  /** `everywhere`: the contact addresses and the mailbox. `mailbox`: the mailbox, and the contact addresses if it is suspended. */
  readonly to: 'everywhere' | 'mailbox';
}

/**
 * Queues a mail about sending for the holder of a mailbox. Nothing is sent into a mailbox that is not active, since nobody can
 * read it there.
 *
 * @returns how many recipients there are
 */
export async function tellSender(on: Executor, { now }: Pick<Act, 'now'>, sending: SendingEvent): Promise<number> {
  const { kind, mailboxId, event, days, to } = sending;
  const mailbox = await findHeldMailbox(on, mailboxId);
  if (!mailbox) throw new Error('no such mailbox');
  const { holderId, address } = mailbox;
  const [language, contacts] = holderId
    ? await runConcurrently([findLanguage(on, holderId), listConfirmedAddresses(on, holderId)])
    : [null, []];
  const isReadable = mailbox.state === 'active';
  const common: Omit<QueuedNotice, 'id' | 'recipientKind' | 'recipient'> = {
    event,
    kind,
    language: language ?? 'zh_TW',
    personId: holderId,
    mailboxId,
    data: { mailbox: address, days: writeSendingDays(days) },
    happenedAt: now,
    answer: null,
  };
  const outside = to === 'everywhere' || !isReadable ? contacts : [];
  const recipients = [
    ...outside.map((contact) => ({ recipientKind: 'contact_address' as const, recipient: contact.address })),
    ...(isReadable ? [{ recipientKind: 'mailbox' as const, recipient: address }] : []),
  ];
  await addNotices(
    on,
    recipients.map((recipient) => ({ ...common, ...recipient, id: randomUUID() })),
  );
  return recipients.length;
}
