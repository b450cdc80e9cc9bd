import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import { createStrengthPool } from '@/lib/strength/strength-pool';
import { habitual, pick, randomSigns, seeded, zhuyinNonsense } from '../support/habitual-passwords';
import { imapLogin } from '../support/imap-client';
import { expect, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';

forTwoReaders((reader) => {
  test('a suggestion is strong, appears in no address, and becomes the password', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const visited: string[] = [];
    page.on('request', (request) => visited.push(request.url()));
    await on.password.open(who.box.address);
    await on.password.suggest.pinyin.click();
    await expect(on.password.suggestion).toContainText(/[a-z]+(?:-[a-z]+){4}/);
    await expect(on.password.suggestion.getByRole('code')).toHaveAttribute('lang', 'zh-Latn-pinyin');
    const first = await on.password.readSuggestion();

    await on.password.suggest.english.click();
    await expect(on.password.suggestion).not.toContainText(first);
    await expect(on.password.suggestion).toContainText(/[a-z]+(?:-[a-z]+){4}/);
    await expect(on.password.suggestion.getByRole('code')).toHaveAttribute('lang', 'en');
    const suggested = await on.password.readSuggestion();
    if (reader.javaScript) {
      await on.password.takeSuggestion.click();
      await expect(on.password.next).toHaveValue(suggested);
      await expect(on.password.confirm).toHaveValue(suggested);
      await expect(on.password.status).toContainText(words('strength.strong'));
    } else {
      await on.password.fill(suggested);
    }
    await on.password.apply.click();
    await on.receipt.reached();
    expect(await imapLogin(portal.imap, who.box.address, suggested)).toMatchObject({ ok: true });
    expect(visited.join('\n')).not.toContain(suggested);
    expect(visited.join('\n')).not.toContain(first);
  });

  test('a suggestion needs the user’s own mailbox and a fresh proof, and is not cacheable', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
  }) => {
    const [who, other] = [await createPerson(), await createPerson()];
    await signIn(who);
    const own = await page.goto(`/mailboxes/${who.box.address}/password?suggest=english`);
    expect(own?.headers()['cache-control']).toContain('no-store');
    await expect(on.password.suggestion).toContainText(/[a-z]+(?:-[a-z]+){4}/);
    const foreign = await page.goto(`/mailboxes/${other.box.address}/password?suggest=english`);
    expect(foreign?.status()).toBe(404);
    await expect(on.password.suggestion).toHaveCount(0);
    await portal.ageSessions(who.person.id, { proved: 16 * 60_000 });
    const stale = await page.goto(`/mailboxes/${who.box.address}/password?suggest=english`);
    expect(stale?.status()).toBe(403);
    await expect(on.password.suggestion).toHaveCount(0);
  });

  test('A68 the pattern of a weak password is named in the user’s language', async ({ on, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.fill('wodemimashizhege');
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('strength.warnings.pinyinWords'));
    await expect(on.password.refusal).not.toContainText('wodemima');
  });
});

forReadersWithJavaScript(() => {
  test('A68 the phrase that the keys of a weak password spell is shown only with the password', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    const typed = 'ji32k7au4a83su3cl3';
    await on.password.next.fill(typed);
    const habit = words('strength.habits.zhuyinWords');
    await expect(page.getByText(words('strength.findings.where', { from: 1, to: typed.length, habit }))).toBeVisible();
    await expect(page.getByText(typed)).toHaveCount(0);
    await on.password.reveal.check();
    await expect(page.getByText(words('strength.findings.zhuyin', { typed, reading: '我的密碼 你好' }))).toBeVisible();
  });

  test('the suggestion action refuses another person’s mailbox', async ({ page, on, createPerson, signIn, words }) => {
    const [who, other] = [await createPerson(), await createPerson()];
    await signIn(who);
    await on.password.open(who.box.address);
    await page.route('**/password', async (route) => {
      const body = route.request().postData()?.replaceAll(who.box.address, other.box.address);
      await route.continue(body ? { postData: body } : {});
    });
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await on.password.suggest.english.click();
    expect((await answered).request().postData()).toContain(other.box.address);
    await expect(page.getByText(words('errors.mailbox.not_found', { address: other.box.address }))).toBeVisible();
    await expect(on.password.suggestion).not.toContainText('-');
  });
});

test('A65 browser and server give 2,000 passwords the same strength, for the same reason', async ({
  page,
  on,
  signInNewPerson,
}) => {
  test.setTimeout(300_000);
  const who = await signInNewPerson();
  await on.password.open(who.box.address);
  await on.password.next.pressSequentially('a'.repeat(15));
  await expect(page.locator('output[data-score]')).toBeVisible();
  const [worker] = page.workers();
  if (!worker) throw new Error('the form measures in a worker');

  const { dictionary } = await loadStrengthDictionaries();
  const english = (dictionary['diceware-common'] ?? []).map(String);
  const random = seeded(11);
  const passwords = [
    ...habitual(700, 7),
    ...randomSigns(500, 8, 15),
    ...zhuyinNonsense(400, 9),
    ...Array.from(
      { length: 400 },
      () => `${pick(english, random)}${pick(english, random)}${pick(habitual(3, 10), random)}`,
    ),
  ];
  const guessable = ['nthu', 'qinghuadaxue', 'linxia', 'a123456'];

  const inBrowser = worker.evaluate(
    async ({ passwords, guessable }) => {
      const send = self.postMessage;
      const answers: unknown[] = [];
      for (const password of passwords) {
        const answer = new Promise((resolve) => {
          self.postMessage = ((message: { strength: unknown }) => resolve(message.strength)) as typeof send;
        });
        self.onmessage?.({ data: { password, words: guessable } } as MessageEvent);
        answers.push(await answer);
      }
      self.postMessage = send;
      return answers;
    },
    { passwords, guessable },
  );
  const pool = createStrengthPool({ maxWaiting: passwords.length });
  try {
    const onServer = await Promise.all(passwords.map((password) => pool.measure(password, guessable)));
    expect(onServer).toHaveLength(2_000);
    expect(await inBrowser).toEqual(onServer);
  } finally {
    await pool.close();
  }
});
