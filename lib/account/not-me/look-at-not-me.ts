import type { Executor } from '@/db/connect';
import { findHeldMailbox } from '@/db/queries/mailboxes';
import { type AnswerableNotice, findNotice, type NoticeAnswer } from '@/db/queries/notices';
import { after, hours } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { noticeIdIn } from '@/lib/notice/notice-token';
import { refuseLink } from '@/lib/notice/refuse-link';
import { ok, type Result } from '@/lib/result';

/** Counts from the sending of the mail, so a mail that waited for a mail server for days arrives with a valid link. */
const LINK_LIVES_MS = hours(72);

export type NotMeRefusal = 'not_me.link_unknown' | 'not_me.used' | 'not_me.expired';

/** A notice whose "this was not me" link still works. */
export type NotMeNotice = AnswerableNotice & {
  answer: NoticeAnswer;
  personId: string;
  /**
   * The unit's mailbox that received the notice and that several people read: only sessions opened with its password
   * end. Null: all sessions.
   */
  limitedTo: string | null;
};

/**
 * Finds the notice that a "this was not me" link belongs to. It changes nothing: mail programs open links by
 * themselves.
 */
export async function lookAtNotMe(ctx: Context, token: string): Promise<Result<NotMeNotice, NotMeRefusal>> {
  const id = noticeIdIn(ctx.config.secret, 'not-me', token);
  const notice = id === undefined ? undefined : await findNotice(ctx.db, id);
  if (!notice?.answer || !notice.personId) return refuseLink(ctx, 'not_me.link_unknown');
  if (notice.answeredAt) return refuseLink(ctx, 'not_me.used');
  if (notice.sentAt && after(notice.sentAt, LINK_LIVES_MS) <= ctx.now) return refuseLink(ctx, 'not_me.expired');
  const { answer, personId } = notice;
  return ok({ ...notice, answer, personId, limitedTo: await sharedMailboxOf(ctx.db, notice) });
}

async function sharedMailboxOf(on: Executor, { recipientKind, mailboxId }: AnswerableNotice): Promise<string | null> {
  if (recipientKind !== 'mailbox' || mailboxId === null) return null;
  const mailbox = await findHeldMailbox(on, mailboxId);
  return mailbox?.kind === 'unit' ? mailbox.id : null;
}
