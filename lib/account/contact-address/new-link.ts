import { createHash, randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import type { Link } from '@/db/queries/contact-addresses';
import { addNotices, countNotices } from '@/db/queries/notices';
import { findLanguage } from '@/db/queries/people';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { after, before, days } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import { noticeToken } from '@/lib/notice/notice-token';
import { type Refused, refuse } from '@/lib/result';

const LINK_LIVES_MS = days(1);
/** A link goes to somebody who may not have asked for it: ten times a day is enough for who mistypes. */
const MOST_LINKS_A_DAY = 10;

export interface NewLink extends Link {
  /** The notice that brings it. */
  noticeId: string;
}

/** A link to confirm a contact address by. Its token is in the mail alone; what is kept is its hash. */
export function newLink({ config, now }: Pick<MemberContext, 'config' | 'now'>): NewLink {
  const noticeId = randomUUID();
  const token = noticeToken(config.secret, 'confirm-contact-address', noticeId);
  return { noticeId, hash: linkHashOf(token), expiresAt: after(now, LINK_LIVES_MS) };
}

export function linkHashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Undefined while this person may have another link sent. Their row is locked by the caller. */
export async function refuseMoreLinks(
  on: Executor,
  ctx: MemberContext,
): Promise<Refused<'contact_address.too_many_links'> | undefined> {
  const since = before(ctx.now, days(1));
  const sent = await countNotices(on, { personId: ctx.person.id, kind: 'confirm_contact_address', since });
  if (sent < MOST_LINKS_A_DAY) return undefined;
  recordSecurityEvent(ctx, 'throttle.refused', 'links');
  return refuse('contact_address.too_many_links');
}

/** Queues the mail with the link, on the transaction that keeps its hash. */
export async function sendLink(on: Executor, ctx: MemberContext, link: NewLink, recipient: string): Promise<void> {
  const { person, now } = ctx;
  await addNotices(on, [
    {
      id: link.noticeId,
      event: `link ${link.noticeId}`,
      kind: 'confirm_contact_address',
      recipientKind: 'contact_address',
      recipient,
      language: (await findLanguage(on, person.id)) ?? 'zh_TW',
      personId: person.id,
      mailboxId: null,
      data: { name: person.name, nameEn: person.nameEn },
      happenedAt: now,
      answer: null,
    },
  ]);
}
