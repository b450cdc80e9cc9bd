import type { Executor } from '@/db/connect';
import { findHeldMailbox, listMailboxesOf, type Mailbox } from '@/db/queries/mailboxes';
import { recordAnswered } from '@/db/queries/notices';
import { findPerson, lockPerson } from '@/db/queries/people';
import { endEverySession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { enqueueNotice } from '@/lib/notice/enqueue-notice';
import { refuseLink } from '@/lib/notice/refuse-link';
import { ok, type Result } from '@/lib/result';
import { suspend } from '@/lib/suspension/suspend';
import { lookAtNotMe, type NotMeNotice, type NotMeRefusal } from './look-at-not-me';
import { theNotMeAnnouncement } from './not-me-announcement';

export interface NotMeReported {
  /** The addresses of the mailboxes that were suspended. */
  stopped: string[];
}

/**
 * Handles "this was not me", by the single-use link of a notice and without a sign-in. It ends sessions and reports to
 * the operators. If the notice went to a contact address that was confirmed long enough before, it also suspends the
 * mailbox, by a warning that counts as no incident. It gives no access: the owner restores the mailbox through the
 * campus system, as after any suspension.
 *
 * A notice to a unit's mailbox, which several people read, ends only the sessions opened with that mailbox's password.
 */
export async function reportNotMe(ctx: Context, token: string): Promise<Result<NotMeReported, NotMeRefusal>> {
  return ctx.db.transaction(async (tx) => {
    const within: Context = { ...ctx, db: tx };
    const found = await lookAtNotMe(within, token);
    if (!found.ok) return found;
    const notice = found.value;
    await lockPerson(tx, notice.personId);
    if (!(await recordAnswered(tx, notice.id, ctx.now))) return refuseLink(ctx, 'not_me.used');

    const stopped = notice.answer === 'stop_mailbox' ? await suspendMailboxes(within, notice) : [];
    const end = { reason: 'ended_by_owner', now: ctx.now } as const;
    const ended = await endEverySession(tx, notice, end);
    await tellOperators(within, notice);
    const about = { personId: notice.personId, mailboxId: notice.mailboxId ?? undefined };
    const detail = { about: notice.kind, from: notice.recipientKind, stopped: stopped.length, sessions: ended };
    await audit(tx, ctx, 'not_me.reported', about, detail);
    return ok({ stopped });
  });
}

/**
 * Suspends the mailbox of the notice, or all personal mailboxes of the person if the notice concerns no single mailbox.
 */
async function suspendMailboxes(within: Context, notice: NotMeNotice): Promise<string[]> {
  const announcementId = await theNotMeAnnouncement(within);
  const stopped: string[] = [];
  for (const { address, state } of await affectedMailboxes(within.db, notice)) {
    if (state === 'suspended_emergency' || state === 'closed') continue;
    const outcome = await suspend(within, { address, level: 'warning', announcementId, origin: 'not_me' });
    if (!outcome.ok) throw new Error(`"this was not me" of notice ${notice.id} failed: ${outcome.code}`);
    stopped.push(address);
  }
  return stopped;
}

async function affectedMailboxes(on: Executor, { mailboxId, personId }: NotMeNotice): Promise<Mailbox[]> {
  if (mailboxId === null) {
    const held = await listMailboxesOf(on, { holderId: personId, only: null });
    return held.filter(({ kind }) => kind === 'personal');
  }
  const mailbox = await findHeldMailbox(on, mailboxId);
  // The mailbox may have got another holder since the notice.
  return mailbox?.holderId === personId ? [mailbox] : [];
}

async function tellOperators(within: Context, notice: NotMeNotice): Promise<void> {
  const person = await findPerson(within.db, notice.personId);
  const { mailbox } = notice.data;
  await enqueueNotice(within.db, within, {
    event: `not me ${notice.id}`,
    kind: 'not_me_reported',
    recipientKind: 'operators',
    recipient: within.config.campus.contact.mail,
    language: 'zh_TW',
    personId: null,
    mailboxId: notice.mailboxId,
    data: {
      number: person?.number ?? '',
      about: notice.kind,
      done: notice.answer,
      ...(mailbox ? { mailbox } : {}),
    },
  });
}
