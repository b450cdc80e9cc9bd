import type { Executor } from '@/db/connect';
import { findHeldMailbox } from '@/db/queries/mailboxes';
import { type AnswerableNotice, findNotice, type NoticeAnswer } from '@/db/queries/notices';
import { after, hours } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { noticeIdIn } from '@/lib/notice/notice-token';
import { refuseLink } from '@/lib/notice/refuse-link';
import { ok, type Result } from '@/lib/result';

/** From when its mail was sent: one that waited for a mail server for days is still good when it comes. */
const LINK_LIVES_MS = hours(72);

export type NotMeRefusal = 'not_me.link_unknown' | 'not_me.used' | 'not_me.expired';

/** A notice that can be answered by "this was not me". */
export type NotMeNotice = AnswerableNotice & {
  answer: NoticeAnswer;
  personId: string;
  /** Told in a unit's mailbox, which several people read: only what its password opened is ended. Null for all. */
  limitedTo: string | null;
};

/** What a "this was not me" link is about. Looking changes nothing: mail programs open links by themselves. */
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
