import type { AnnouncementDraft } from '@/lib/suspension/announcement/publish';

/** The announcement for the demo's suspended mailboxes. */
export const DEMO_ANNOUNCEMENT: AnnouncementDraft = {
  id: '2026-suspicious-sign-in',
  postedOn: '2026-11-16',
  subjectZh: '疑似異常登入，暫停信箱帳號密碼',
  subjectEn: 'Mailboxes with suspicious sign-ins are suspended',
  bodyZh: `各位使用者：

1. 近日發現部分信箱帳號有疑似異常的 SMTPAUTH 或 webmail 登入（或寄信），為避免帳號遭冒用寄送廣告信或詐騙信，已暫停這些帳號的密碼。
2. 暫停期間無法登入，也無法寄信；寄給您的信件仍會正常收下，不會遺失。
3. 常見原因：密碼強度太弱；在其他網站使用相同的密碼；曾在釣魚信件所附的網頁輸入密碼；電腦或手機遭植入惡意程式。
4. 請先將電腦與手機掃毒並更新系統，再設定一個從未使用過的新密碼。舊密碼不得再次使用。
5. 設定新密碼後，請在所有的手機、平板與郵件程式中更新密碼，並檢查信箱的自動轉寄與過濾規則是否遭人更改。
6. 同一信箱於一個月內再次發生時，將改為緊急停用，須以書面申請復用。`,
  bodyEn: `To our users:

1. We found suspicious sign-ins (or sending) by SMTPAUTH or webmail on a number of mailboxes. To keep these mailboxes from being used for advertising or fraud, we’ve suspended them.
2. While a mailbox is suspended, you can’t sign in to it or send mail. Mail to you still arrives and isn’t lost.
3. The usual causes: a password that is too weak; the same password at another site; a password typed into a page that a phishing email linked to; malicious software on a computer or phone.
4. First scan and update your computers and phones, then set a password that you’ve never used before. You can’t use the old password again.
5. After that, enter the new password in every phone, tablet and mail program, and check whether someone changed the forwarding or filters of your mailbox.
6. If it happens again within one month, the mailbox is put under emergency suspension, and you can only restore it with a paper form.`,
};
