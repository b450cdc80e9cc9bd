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
/** The recipient may not have asked for the link. Ten a day leave room for a mistyped address. */
const MOST_LINKS_A_DAY = 10;

export interface NewLink extends Link {
  /** The notice that carries the link. */
  noticeId: string;
}

/** Makes a link that confirms a contact address. The token appears in the mail alone; the database stores its hash. */
export function newLink({ config, now }: Pick<MemberContext, 'config' | 'now'>): NewLink {
  const noticeId = randomUUID();
  const token = noticeToken(config.secret, 'confirm-contact-address', noticeId);
  return { noticeId, hash: linkHashOf(token), expiresAt: after(now, LINK_LIVES_MS) };
}

export function linkHashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** @returns undefined while this person may be sent another link. The caller has locked the person's row. */
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

/** Queues the mail with the link, in the transaction that stores its hash. */
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
