import { sql } from 'drizzle-orm';
import { openChangeForm, sendChangeForm } from '../support/change-form';
import { imapLogin } from '../support/imap-client';
import { hasMark, leaveMark } from '../support/page-mark';
import { newPassword } from '../support/people';
import { screensOf } from '../support/screens';
import { expect, forEveryReader, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';

async function change(on: ReturnType<typeof screensOf>, address: string, next = newPassword()): Promise<void> {
  await on.password.open(address);
  await on.password.fill(next);
  await on.password.apply.click();
  await on.receipt.reached();
}

forEveryReader((reader) => {
  test('an open receipt changes from waiting to verified by itself', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const { address } = who.box;
    const release = await portal.holdDeliveries(address);
    await change(on, address);
    await expect(on.receipt.outcome(words('receipt.verdict.in_progress'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.step.telling', { service: 'mail_server' }))).toBeVisible();
    if (reader.javaScript) await leaveMark(page);

    await release();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.refresh'))).toHaveCount(0);
    if (reader.javaScript) expect(await hasMark(page)).toBe(true);
  });

  test('A84 of two tabs with two passwords the later wins, and the other tab’s receipt says so and links to it', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const { address } = who.box;
    const release = await portal.holdDeliveries(address);
    await change(on, address);
    await expect(on.receipt.outcome(words('receipt.verdict.in_progress'))).toBeVisible();
    if (reader.javaScript) await leaveMark(page);

    const otherTab = await page.context().newPage();
    const later = newPassword();
    await change(screensOf(otherTab, reader), address, later);
    await release();

    await expect(on.receipt.outcome(words('receipt.verdict.replaced'))).toBeVisible();
    if (reader.javaScript) expect(await hasMark(page)).toBe(true);
    await on.receipt.newest.click();
    const { pathname } = new URL(otherTab.url());
    await page.waitForURL(({ pathname: reached }) => reached === pathname);
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    expect(await imapLogin(portal.imap, address, later)).toMatchObject({ ok: true });
  });
});

forTwoReaders(() => {
  test('a receipt can be reached from the account history', async ({ page, on, createPerson, signIn, words }) => {
    const who = await createPerson({ systems: ['mx', 'my'] });
    const [first, second] = who.boxes.map(({ address }) => address) as [string, string];
    await signIn(who);
    await change(on, first);
    const receipt = page.url().replace(/#.*/, '');
    const number = await on.receipt.number();
    expect(number).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
    await change(on, second);

    await on.history.openByMenu();
    await expect(on.history.rows).toHaveText([
      new RegExp(`${words('history.event.password_changed')}.*${second}.*127\\.0\\.0\\.1`),
      new RegExp(`${words('history.event.password_changed')}.*${first}.*127\\.0\\.0\\.1`),
      new RegExp(`${words('history.event.signed_in_campus')}.*127\\.0\\.0\\.1`),
    ]);
    await expect(on.history.receipt(on.history.row(first))).toContainText(number);
    await on.history.receipt(on.history.row(first)).click();
    await page.waitForURL(receipt);
    expect(await on.receipt.number()).toBe(number);
  });
});

forReadersWithJavaScript((reader) => {
  test('a receipt without a stream polls every few seconds', async ({ page, on, portal, signInNewPerson, words }) => {
    await page.route('**/events', (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '5' } }));
    const who = await signInNewPerson();
    const { address } = who.box;
    const release = await portal.holdDeliveries(address);
    await change(on, address);
    await expect(on.receipt.outcome(words('receipt.verdict.in_progress'))).toBeVisible();
    await leaveMark(page);
    await release();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    expect(await hasMark(page)).toBe(true);
  });

  test('an open receipt reports by itself that its session was ended elsewhere', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const { address } = who.box;
    await change(on, address);
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await portal.makeUndelivered(address);
    await page.reload();
    await expect(on.receipt.outcome(words('receipt.verdict.delayed'))).toBeVisible();

    const otherTab = await page.context().newPage();
    await otherTab.goto('/');
    await screensOf(otherTab, reader).shell.signOut.click();
    await expect(page.getByText(words('errors.session.none'))).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(address)).toHaveCount(0);
  });
});

forReadersWithJavaScript(() => {
  test('A42 an open receipt is no longer shown, by itself, when the mailbox gets another holder', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson({ systems: ['mx', 'my'] });
    const [, unit] = who.boxes;
    const address = unit?.address ?? '';
    await change(on, address);
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await portal.makeUndelivered(address);
    await page.reload();
    await expect(on.receipt.outcome(words('receipt.verdict.delayed'))).toBeVisible();

    await portal.context.db.execute(sql`update mailboxes set holder_id = null where address = ${address}`);
    await expect(page.getByText(words('errors.mailbox.not_found'))).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(address)).toHaveCount(0);
  });
});

test('A42 the stream of a change is available only to users who may see its receipt', async ({
  portal,
  createPerson,
  client,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const mine = await clientSignedInAs(who);
  const form = await openChangeForm(mine, who.box.address);
  const { headers } = await sendChangeForm(mine, form, { next: newPassword() });
  const events = `${headers.location}/events`;

  const stream = await mine.get(events, { Accept: 'text/event-stream', 'Accept-Encoding': 'gzip' });
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(stream.headers).not.toHaveProperty('content-encoding');
  // The event says only that there is news, and nothing about its content.
  expect(stream.body).toMatch(/^retry: 1000\n\n(data: [\w-]{16}\n\n|: still here\n\n)+$/);

  const theirs = await clientSignedInAs(await createPerson());
  expect((await theirs.get(events)).status).toBe(404);
  expect((await client.get(events)).status).toBe(403);
  expect((await mine.get(events.replace(/[0-9a-f]{12}\/events$/, '000000000000/events'))).status).toBe(404);
  expect(await portal.countChanges(who.box.address)).toBe(1);
});

test('A44 the receipt’s polling does not extend the session', async ({ portal, createPerson, clientSignedInAs }) => {
  const who = await createPerson();
  const mine = await clientSignedInAs(who);
  const form = await openChangeForm(mine, who.box.address);
  const { headers } = await sendChangeForm(mine, form, { next: newPassword() });
  const path = headers.location ?? '';
  await portal.ageSessions(who.person.id, { lastSeen: 60_000 });
  const before = await portal.lastSeen(who.person.id);
  // The framework expects requests at an address that it generates and that the page contains.
  const { headers: refresh } = await mine.get(path, { RSC: '1' });
  const fetchedByScript = [
    [`${path}?by=itself`, {}],
    [`${path}/events`, { Accept: 'text/event-stream' }],
    [refresh.location ?? path, { RSC: '1' }],
  ] as const;
  for (const [address, asked] of fetchedByScript) {
    expect((await mine.get(address, asked)).status).toBe(200);
    expect(await portal.lastSeen(who.person.id), address).toEqual(before);
  }
  await mine.get(path);
  expect(await portal.lastSeen(who.person.id)).not.toEqual(before);
});
