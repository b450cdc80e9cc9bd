import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { listConfirmedAddresses } from '@/db/queries/contact-addresses';
import { listMailboxesOf } from '@/db/queries/mailboxes';
import { addNotices, type QueuedNotice } from '@/db/queries/notices';
import { findLanguage } from '@/db/queries/people';
import type { Act } from '@/lib/context';
import { answerFrom } from './answer-from';

/** An event of a person that concerns no single mailbox. */
export interface PersonEvent {
  kind: 'contact_address_added' | 'contact_address_removed' | 'signed_in_from_new_address';
  personId: string;
  /** The event's unique name: a recipient gets one notice for each event. */
  event: string;
  data: Record<string, string>;
  /** A contact address that was just removed. It gets the notice as well. */
  former?: { address: string; confirmedAt: Date };
}

/**
 * Notifies a person of an event: at each confirmed contact address, and in those of their personal mailboxes that they can
 * read. The notices are queued in the transaction of the event.
 */
export async function tellPerson(on: Executor, act: Act, happened: PersonEvent): Promise<void> {
  const { kind, personId, event, former } = happened;
  const language = (await findLanguage(on, personId)) ?? 'zh_TW';
  const common = {
    event,
    kind,
    language,
    personId,
    mailboxId: null,
    data: { ...happened.data, from: act.address ?? '' },
    happenedAt: act.now,
  };
  const addresses = await listConfirmedAddresses(on, personId);
  const mailboxes = await listMailboxesOf(on, { holderId: personId, only: null });
  await addNotices(on, [
    ...[...addresses, ...(former ? [former] : [])].map(
      ({ address, confirmedAt }): QueuedNotice => ({
        ...common,
        id: randomUUID(),
        recipientKind: 'contact_address',
        recipient: address,
        answer: answerFrom(confirmedAt, act.now),
      }),
    ),
    // A unit's mailbox has several readers, whom the custodian's own account does not concern.
    ...mailboxes
      .filter((mailbox) => mailbox.kind === 'personal' && mailbox.state === 'active')
      .map(
        (mailbox): QueuedNotice => ({
          ...common,
          id: randomUUID(),
          mailboxId: mailbox.id,
          recipientKind: 'mailbox',
          recipient: mailbox.address,
          answer: 'end_sessions',
        }),
      ),
  ]);
}
