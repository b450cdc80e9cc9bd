import type { Executor } from '@/db/connect';
import { addAuditEntry } from '@/db/queries/audit';
import type { Act } from '@/lib/context';

/** Every act that the audit log records, named `noun.verb_in_the_past`. Operators and owners read these names. */
export type AuditAction =
  | 'session.opened'
  | 'session.signed_out'
  | 'session.ended'
  | 'session.others_ended'
  | 'session.address_confirmed'
  | 'mail_connections.end_asked'
  | 'sign_in.disowned'
  | 'password.changed'
  | 'contact_address.added'
  | 'contact_address.confirmed'
  | 'contact_address.removed'
  | 'not_me.reported'
  | 'mailbox.suspended'
  | 'mailbox.reinstated'
  | 'mailbox.closed'
  | 'mailbox.reopened'
  | 'mailbox.log_detail_set'
  | 'announcement.published'
  | 'announcement.acknowledged'
  | 'portal_key.made'
  | 'portal_key.retired'
  | 'portal_key.revoked'
  | 'throttle.cleared'
  | 'deliveries.retried'
  | 'mail_target.set'
  | 'mail_target.removed'
  | 'people.imported'
  | 'mailboxes.imported'
  | 'import.completed'
  | 'demo.filled';

/**
 * Records an act in the audit log, in the transaction of the act. The database sets the time of the row.
 *
 * @param on      the transaction: the act and its row commit together or not at all
 * @param about   the person or mailbox concerned, if other than the acting person
 * @param detail  figures and names; no secret, and no personal address that the pseudonym already stands for
 */
export async function audit(
  on: Executor,
  act: Act,
  action: AuditAction,
  about: { personId?: string; mailboxId?: string } = {},
  detail: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  await addAuditEntry(on, {
    requestAt: act.now,
    action,
    actor: act.actor.kind,
    personId: about.personId ?? (act.actor.kind === 'person' ? act.actor.person.id : null),
    mailboxId: about.mailboxId ?? null,
    sourceAddress: act.address,
    requestId: act.requestId,
    detail,
  });
}
