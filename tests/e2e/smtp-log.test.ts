import { findMailbox } from '@/db/queries/mailboxes';
import { before, hours, minutes } from '@/lib/clock';
import type { NewPerson } from '../support/people';
import type { PortalUnderTest } from '../support/portal-under-test';
import { fillSendingLog, openMailLog, writeMessage, writeRefusal } from '../support/sending-log';
import { expect, forEveryReader, forTwoReaders, test } from '../support/story';

const FULL = {
  status: 'deferred',
  dsn: '4.2.2',
  response:
    'host mx.example.org[192.0.2.25] said: 452 4.2.2 The email account that you tried to reach is over quota (in reply to RCPT TO command)',
} as const;

/** The mailbox of a person, with a log of the mail server that was just read. */
async function mailboxWithLog({ context }: PortalUnderTest, who: NewPerson) {
  await openMailLog(context.db, context.now);
  const box = await findMailbox(context.db, who.box.address);
  if (!box) throw new Error('the new mailbox is not there');
  return box;
}

forEveryReader((reader) => {
  test('somebody whose mail was not delivered finds the reason, the next attempt and what to do', async ({
    page,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const box = await mailboxWithLog(portal, who);
    const { db, now } = portal.context;
    const at = before(now, hours(1));
    await writeMessage(db, {
      at,
      mailboxId: box.id,
      sender: box.address,
      tries: [{ to: 'amy@example.org' }, { to: 'ben@example.org', ...FULL }],
    });

    await page.goto('/');
    const label = reader.language === 'en' ? 'SMTP Query' : '寄信記錄查詢 SMTP Query';
    await page.getByRole('navigation').getByRole('link', { name: label, exact: true }).click();
    await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toHaveText(
      words('sending.verdict.waiting', { count: 1 }),
    );
    await page.getByRole('link', { name: words('sending.showWaiting') }).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText('amy@example.org');
    await row.getByRole('link', { name: words('sending.showMessage') }).click();

    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words('sending.message.headingWaiting'));
    const ben = page.locator('section').filter({ has: page.getByRole('heading', { name: 'ben@example.org' }) });
    await expect(ben).toContainText(words('mailStatus.code.2.2'));
    await expect(ben).toContainText(words('mailStatus.advice.recipient_full'));
    await expect(ben).toContainText('452 4.2.2 The email account that you tried to reach is over quota');
    await expect(ben.locator('li').last()).toContainText(/\d\d:\d\d.*\d\d:\d\d/s);
  });
});

forTwoReaders(() => {
  test('“they say they sent it”: a refused message is found by its sender, with the reason and what the sender can do', async ({
    page,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const box = await mailboxWithLog(portal, who);
    const { db, now } = portal.context;
    await fillSendingLog(db, box, now);
    await writeRefusal(db, {
      at: before(now, minutes(5)),
      mailboxId: box.id,
      direction: 'incoming',
      sender: 'grandma@example.net',
      code: '550',
      dsn: '5.7.23',
      text: 'SPF fail',
    });
    await page.goto('/smtp-log');
    await page.getByRole('link', { name: words('sending.view.incoming'), exact: true }).click();
    await page.getByLabel(words('sending.filter.sender').replace(/ \(.*/, '')).fill('GRANDMA');
    await page.getByRole('button', { name: words('sending.filter.search') }).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText('grandma@example.net');
    await expect(row).toContainText(words('sending.outcome.refused'));
    await expect(row).toContainText(words('mailStatus.code.7.23'));
    await expect(row).toContainText(words('mailStatus.adviceToSender.from_domain'));
  });

  test('A104 an absurd filter gets a sentence, and the form keeps what was typed', async ({
    page,
    portal,
    signInNewPerson,
    words,
  }) => {
    await mailboxWithLog(portal, await signInNewPerson());
    for (const [query, code] of [
      ['from=2016-11-30&to=2026-11-30', 'too_early'],
      ['from=2026-02-31', 'day'],
      ['from=%25', 'day'],
      ['from=%D9%A2%D9%A0%D9%A2%D9%A6-11-30', 'day'],
      ['before=1000', 'page'],
      ['state=lost', 'state'],
    ] as const) {
      const response = await page.goto(`/smtp-log/messages?${query}&recipient=amy`);
      expect(response?.status(), query).toBe(400);
      await expect(page.getByText(words(`errors.log_filter.${code}`, { days: 30 })), query).toBeVisible();
      await expect(page.locator('#filter-text')).toHaveValue('amy');
    }
    // The campus is ahead of UTC: its tomorrow may be the day after.
    const future = new Date(portal.context.now.getTime() + hours(48)).toISOString().slice(0, 10);
    await page.goto(`/smtp-log/incoming?from=${future}&to=2026-01-01`);
    await expect(page.getByText(words('errors.log_filter.future'))).toBeVisible();
  });
});
