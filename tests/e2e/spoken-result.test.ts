import { newPassword } from '../support/people';
import { expect, forReadersWithJavaScript, test } from '../support/story';

/*
 * The result of a change as a screen reader reads it, compared with a written script: whether it worked, the proofs, and
 * what to do next, in the order of the page. The steps are exactly these.
 */

const CLOCK = String.raw`/^\d{2}:\d{2}:\d{2}$/`;
const NUMBER = '/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/';

const SCRIPT = {
  zh_TW: `
    - heading "新密碼已生效" [level=1]
    - paragraph: "{address}"
    - paragraph: 系統已用新密碼成功登入信箱，舊密碼已失效。
    - heading "處理經過" [level=2]
    - list "處理經過":
      - /children: equal
      - listitem:
        - time: ${CLOCK}
        - text: 新密碼已儲存
      - listitem:
        - time: ${CLOCK}
        - text: 郵件伺服器已清除舊密碼
      - listitem:
        - time: ${CLOCK}
        - text: 沒有使用舊密碼的連線
      - listitem:
        - time: ${CLOCK}
        - text: 已用新密碼成功登入 IMAP
    - heading "接下來：更新手機與郵件程式" [level=2]
    - paragraph: 在每個郵件程式改用新密碼即可，伺服器與使用者名稱不必更改。
    - group: iPhone、iPad
    - group: Android（Gmail）
    - group: Outlook
    - group: Thunderbird
    - group: 伺服器設定（重新加入帳號時才需要）
    - list:
      - listitem: 尚未更新的裝置會持續用舊密碼嘗試登入。這不會鎖住您的信箱，但應儘快更新，或從該裝置移除帳號。
      - listitem: 請勿將新密碼用於其他網站。
    - term: 變更編號
    - definition:
      - strong: ${NUMBER}
    - term: 變更時間
    - paragraph:
      - link "帳號紀錄"
    - paragraph:
      - link "回信箱服務選單"`,
  en: `
    - heading "Your new password works" [level=1]
    - paragraph: "{address}"
    - paragraph: We signed in to your mailbox with it. The old password no longer works.
    - heading "What happened" [level=2]
    - list "What happened":
      - /children: equal
      - listitem:
        - time: ${CLOCK}
        - text: New password saved
      - listitem:
        - time: ${CLOCK}
        - text: Mail server cleared the old password
      - listitem:
        - time: ${CLOCK}
        - text: No connection was using the old password
      - listitem:
        - time: ${CLOCK}
        - text: A real IMAP sign-in with the new password succeeded
    - 'heading "Next: update your phone and mail programs" [level=2]'
    - paragraph: Enter the new password in each mail program. Change only the password, not the servers or the user name.
    - group: iPhone and iPad
    - group: Android (Gmail)
    - group: Outlook
    - group: Thunderbird
    - group: Server settings (to set up again)
    - list:
      - listitem: A device that still has the old password keeps trying it. That doesn’t lock your mailbox, but update it soon or remove the account from it.
      - listitem: Don’t use the new password anywhere else.
    - term: Change number
    - definition:
      - strong: ${NUMBER}
    - term: Changed at
    - paragraph:
      - link "account history"
    - paragraph:
      - link "Back to Mailbox Service"`,
} as const;

forReadersWithJavaScript(({ language }) => {
  test('a screen reader hears that the new password works, how that was proved, and what to do next', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const { address } = (await signInNewPerson()).box;
    await on.password.open(address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    await expect(page.getByRole('main')).toMatchAriaSnapshot(SCRIPT[language].replaceAll('{address}', address));
  });
});
