import { PAPER_FORMS } from '../pages/paper-form-page';
import { expect, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';
import { WORDS } from '../support/words';

const A4 = '594.95996 841.91998';
const LONG = '歐陽司徒若水娜芙 Wilhelmina Bartholomew-Featherstonehaugh of Hsinchu '.repeat(6);

forTwoReaders((reader) => {
  test('the paper form page explains what to bring, where to, how long it takes, and for whom it is', async ({
    page,
    on,
    portal,
    words,
  }) => {
    await page.goto('/');
    await page.getByRole('link', { name: words('welcome.way3Go') }).click();
    await page.waitForURL('/paper-form');
    const { phone, mail } = portal.runtime.config.campus.contact;
    for (const text of [words('paper.intro'), words('paper.step4'), words('paper.bring2'), words('paper.noPassword')]) {
      await expect(on.shell.content).toContainText(text);
    }
    await expect(on.shell.content).toContainText(phone);
    await expect(on.shell.content).toContainText(mail);
    await on.paperForm.choose('reinstatement');
    await page.waitForURL('/paper-form/reinstatement');
    await expect(on.paperForm.field(/停用原因.*Reason for the suspension/)).toBeVisible();
    await expect(on.paperForm.sheet.getByRole('link', { name: mail })).toHaveAttribute('href', /^mailto:/);
    await expect(on.paperForm.sheet.getByRole('link', { name: phone })).toHaveAttribute('href', /^tel:/);
  });

  test('each form fits one sheet of A4 in both languages, empty and with the longest entries', async ({ page, on }) => {
    for (const form of PAPER_FORMS) {
      await on.paperForm.open(form);
      await expect(on.paperForm.sheet).toContainText('新密碼不會寫在紙上');
      await expect(on.paperForm.sheet).toContainText('We never write a new password on paper');
      expect(await on.paperForm.printed()).toEqual({ sheets: 1, size: A4 });
      await on.paperForm.fillEvery(LONG);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await on.paperForm.printed()).toEqual({ sheets: 1, size: A4 });
    }
  });

  test('the printed sheet names the university, and as a PDF it has the title of the form and the university', async ({
    page,
    on,
    portal,
  }) => {
    const { university } = portal.runtime.config.campus;
    await on.paperForm.open('reinstatement');
    await expect(on.paperForm.sheet).toContainText(university.zh);
    await expect(on.paperForm.sheet).toContainText(university.en);
    const title =
      reader.language === 'en'
        ? `Mailbox application form (${WORDS.en('sheet.reinstatement')}) – ${university.en}`
        : `電子郵件信箱申請單（${WORDS.zh_TW('sheet.reinstatement')}） – ${university.zh}`;
    expect(await page.title()).toBe(title);
    expect(await on.paperForm.titleOfPdf()).toBe(title);
  });

  test('the typed and printed entries are sent nowhere and stored nowhere', async ({ page, on }) => {
    await on.paperForm.open('reinstatement');
    if (reader.javaScript) await expect(on.paperForm.print).toBeVisible();
    else await expect(on.paperForm.print).toHaveCount(0);
    await page.waitForLoadState('networkidle');
    const { length: cookies } = await page.context().cookies();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${request.url()}`));

    await on.paperForm.fillEvery('只給承辦人員看的話');
    for (const field of await on.paperForm.fields.all()) {
      await field.press('Enter');
      await expect(field).not.toHaveAttribute('name');
    }
    await on.paperForm.printed();
    if (reader.javaScript) await on.paperForm.print.click();
    await expect(on.paperForm.sheet.locator('form')).toHaveCount(0);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.context().cookies()).toHaveLength(cookies);
    if (reader.javaScript) {
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    }

    await page.reload();
    const isOfPage = (request: string) =>
      request === `GET ${page.url()}` || request.endsWith('/mark.svg') || request.includes('/_next/');
    expect(sent.filter((request) => !isOfPage(request))).toEqual([]);
    await expect(on.paperForm.fields.first()).toHaveValue('');
  });

  test('the form of a signed-in user contains the number, the name and the mailbox in question', async ({
    on,
    signInNewPerson,
    words,
    page,
  }) => {
    const who = await signInNewPerson({ systems: ['mx', 'my'] });
    const [own, unit] = who.boxes.map(({ address }) => address);
    await on.paperForm.open('custodian');
    await expect(page.getByText(words('paper.prefilled'))).toBeVisible();
    await expect(on.paperForm.field(/新保管人編號/)).toHaveValue(who.person.number);
    await expect(on.paperForm.field(/單位信箱帳號/)).toHaveValue(unit ?? '');

    // Either of the two mailboxes may be the one in question, so neither is filled in.
    await on.paperForm.open('password');
    await expect(on.paperForm.field(/姓名 *Name/)).toHaveValue(`${who.person.name} ${who.person.nameEn}`);
    await expect(on.paperForm.field(/信箱帳號/)).toHaveValue('');
    await expect(on.paperForm.sheet).not.toContainText(own ?? 'no address');
  });

  test('an unknown form is not found', async ({ page, words }) => {
    const answer = await page.goto('/paper-form/no-such-form');
    expect(answer?.status()).toBe(404);
    await expect(page.getByText(words('errors.page.not_found'))).toBeVisible();
  });
});

forReadersWithJavaScript(() => {
  test('the language toggle keeps the typed entries, in this tab alone, also where the address names a language', async ({
    page,
    on,
  }) => {
    const name = /姓名 *Name/;
    await page.goto('/paper-form/reinstatement?lang=zh_TW');
    await on.paperForm.fillEvery('王小明');
    for (const language of ['English', '中文'] as const) {
      await page.getByRole('button', { name: language }).click();
      await page.waitForURL((url) => url.searchParams.get('lang') === (language === 'English' ? 'en' : 'zh_TW'));
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'English' ? 'en' : 'zh-Hant-TW');
      for (const field of await on.paperForm.fields.all()) await expect(field).toHaveValue('王小明');
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    }
    // After any other navigation the entries are gone, and no other sheet has them.
    await page.reload();
    await expect(on.paperForm.field(name)).toHaveValue('');
    await on.paperForm.fillEvery('王小明');
    await on.paperForm.open('password');
    await expect(on.paperForm.field(name)).toHaveValue('');
  });

  test('the print button prints the sheet', async ({ page, on }) => {
    await page.addInitScript(() => {
      window.print = () => document.body.setAttribute('data-printed', '');
    });
    await on.paperForm.open('password');
    await on.paperForm.print.click();
    expect(await page.evaluate(() => document.body.hasAttribute('data-printed'))).toBe(true);
  });
});

test('every opened form has its own number', async ({ on }) => {
  const numbers = new Set<string>();
  for (let times = 0; times < 4; times += 1) {
    await on.paperForm.open('password');
    numbers.add(await on.paperForm.number());
  }
  expect(numbers.size).toBe(4);
  expect([...numbers].join(' ')).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}(-| ?)){12}$/);
});
