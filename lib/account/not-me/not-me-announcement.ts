import { findAnnouncement } from '@/db/queries/announcements';
import type { Context } from '@/lib/context';
import { type AnnouncementDraft, publish } from '@/lib/suspension/announcement/publish';

/**
 * The announcement for the owner of a mailbox that "this was not me" suspended. Operators may replace its text by
 * publishing another one under the same id.
 */
const NOT_ME_ANNOUNCEMENT: Omit<AnnouncementDraft, 'postedOn'> = {
  id: 'this-was-not-me',
  subjectZh: '信箱經通知信中的「這不是我」連結暫停密碼',
  subjectEn: 'Mailboxes suspended by “this was not me” in a notice',
  bodyZh: `各位使用者：

1. 本系統在信箱密碼變更、聯絡用電子郵件異動，或由從未出現過的位址登入時，會寄發通知信。收信人若表示「這不是我」，信箱密碼即暫停，以免他人繼續使用。
2. 暫停期間無法登入，也無法寄信；寄給您的信件仍會正常收下，不會遺失。
3. 這不算是異常事件：日後若再有狀況，不會因此改為緊急停用。
4. 如果並非他人所為（例如是您自己變更了密碼），設定一個新密碼即可復用。
5. 如果確實不是您：請先變更校務資訊系統的密碼，將電腦與手機掃毒並更新系統，再設定一個從未使用過的新密碼。
6. 復用後，請檢查聯絡用電子郵件、自動轉寄與過濾規則是否遭人更改。`,
  bodyEn: `To our users:

1. This service sends a notice when a mailbox password is changed, when contact addresses are changed, and when someone signs in from a new address. If the recipient says “this was not me”, the mailbox is suspended, so that nobody else can keep using it.
2. While a mailbox is suspended, you can’t sign in to it or send mail. Mail to you still arrives and isn’t lost.
3. This doesn’t count as an incident: a later one doesn’t become an emergency suspension because of it.
4. If it was you after all (you changed the password yourself, for instance), set a new password to restore the mailbox.
5. If it really wasn’t you: first change your password in the Campus Information System, scan and update your computers and phones, then set a password that you’ve never used before.
6. After that, check whether someone changed your contact addresses, or the forwarding and filters of your mailbox.`,
};

/** Publishes the announcement at its first use. @returns its id */
export async function theNotMeAnnouncement(ctx: Context): Promise<string> {
  const { id } = NOT_ME_ANNOUNCEMENT;
  if (await findAnnouncement(ctx.db, id)) return id;
  const { timeZone } = ctx.config.campus;
  // The sv-SE locale formats dates as ISO 8601.
  const postedOn = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ctx.now);
  const published = await publish(ctx, { ...NOT_ME_ANNOUNCEMENT, postedOn });
  if (!published.ok) throw new Error(`the announcement ${id} could not be published: ${published.code}`);
  return id;
}
