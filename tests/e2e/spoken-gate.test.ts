import type { Page } from 'playwright/test';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { expect, forReadersWithJavaScript, test } from '../support/story';

/*
<<<<<<< HEAD
 * The reading gate as a screen reader says it, compared with a written script: the names and roles in the order of the
=======
 * Compares the speech of a screen reader on the reading gate with a written script: the names and roles in the order of the
>>>>>>> main
 * page. Names of parts that the announcement writes are not in it.
 */

const SCRIPT = {
  zh_TW: {
    top: `
      - heading "信箱已暫停" [level=1]
      - paragraph: "{address}"
      - paragraph:
        - strong: 原因：{subject}
      - paragraph: 讀完以下公告，即可設定新密碼、恢復信箱。信箱仍會收信，信件不會遺失。
      - list "步驟":
        - listitem: 1 閱讀公告 (Read the announcement)
        - listitem: 2 設定密碼 (Set password)
        - listitem: 3 檢視結果 (Check results)
      - paragraph: 警告：您的帳號 {address} 發生一些狀況，已經被管理者暫停密碼，請參閱本組公告。
      - paragraph: 請捲動下方公告，或逐段點選「閱讀下一段」，看完公告才能點選最下方的「請先閱讀上述公告，再去設定密碼...」，以繼續「密碼變更」程序。`,
    before: `
      - button /閱讀下一段（第 2 段，共 \\d 段）/
      - status
      - button "請先閱讀上述公告，再去設定密碼... (Please read the above announcement first, and then set your password.)"
      - paragraph: 讀完公告後，即可按此按鈕。`,
    after: `
      - status: 現在可以按最下方的按鈕，設定新密碼。
      - button "我已讀完，設定新密碼"
      - paragraph: 請先閱讀上述公告，再去設定密碼... (Please read the above announcement first, and then set your password.)`,
  },
  en: {
    top: `
      - heading "Your mailbox is suspended" [level=1]
      - paragraph: "{address}"
      - paragraph:
        - strong: "Reason: {subject}"
      - paragraph: Read the announcement below, then set a new password to restore the mailbox. Mail to you still arrives and is not lost.
      - list "Steps":
        - listitem: 1 Read the announcement
        - listitem: 2 Set password
        - listitem: 3 Check results
      - paragraph: "WARNING: Due to some trouble with your account {address}, your password has been stopped by system administrators. Please refer to the announcement below."
      - paragraph: /^To continue the procedure to set your password, please scroll the following announcement/`,
    before: `
      - button /Read the next part \\(2 of \\d\\)/
      - status
      - button "Please read the above announcement first, and then set your password."
      - paragraph: This button works when you have read the announcement.`,
    after: `
      - status: You can now press the button at the bottom to set a new password.
      - button "I have read this – set a new password"
      - paragraph: Please read the above announcement first, and then set your password.`,
  },
} as const;

forReadersWithJavaScript(({ language }) => {
  const subject = language === 'en' ? DEMO_ANNOUNCEMENT.subjectEn : DEMO_ANNOUNCEMENT.subjectZh;
  const { top, before, after } = SCRIPT[language];

  test('a screen reader hears that the mailbox is suspended, why, what to do, and a button that names what comes next', async ({
    page,
    on,
    portal,
    signInNewPerson,
  }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    const spoken = (script: string, { address } = who.box) =>
      expect(page.getByRole('main')).toMatchAriaSnapshot(
        script.replaceAll('{address}', address).replaceAll('{subject}', subject),
      );
    await on.announcement.open(who.box.address);
    await spoken(top);
    await spoken(before);

    await on.announcement.readToTheEnd();
    await portal.ageReadings(who.person.id, 3_600_000);
    await on.announcement.open(who.box.address);
    await spoken(top);
    await spoken(after);
    await expect(on.announcement.next).toHaveCount(0);
    await expect(on.announcement.acknowledge).toHaveAccessibleDescription(after.split('- paragraph: ')[1] ?? '');
    await pressByKeyboard(page, on.announcement.acknowledge);
    await page.waitForURL(`/mailboxes/${who.box.address}/password`);
  });
});

async function pressByKeyboard(page: Page, button: { focus(): Promise<void> }): Promise<void> {
  await button.focus();
  await page.keyboard.press('Enter');
}
