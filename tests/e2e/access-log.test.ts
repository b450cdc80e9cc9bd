import { readFileSync } from 'node:fs';
import { before, hours, minutes } from '@/lib/clock';
import { alarmingLog, quietLog } from '../support/access-log-stories';
import { expect, forEveryReader, forTwoReaders, test } from '../support/story';
import { writeAccessLog } from '../support/write-access-log';

forEveryReader(() => {
  test('the log answers first: nobody but the owner has signed in', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const { db, now } = portal.context;
    await writeAccessLog(db, box.address, quietLog(now));
    await on.home.open();
    await on.access.openByMenu();
    await page.waitForURL('/access-log');
    await expect(page.getByRole('heading', { name: words('access.verdict.usual') })).toBeVisible();
    await expect(page.getByText(words('access.failedNone'))).toBeVisible();
    await expect(on.access.row('Thunderbird').first()).toContainText('203.0.113.0/24');
    await expect(on.access.entries).not.toHaveCount(0);

    await on.access.address.fill('203.0.113.7');
    await on.access.search.click();
    await page.waitForURL(/address=203/);
    await expect(on.access.entries.filter({ hasText: '140.114.5.6' })).toHaveCount(0);
    await expect(on.access.entries.filter({ hasText: '203.0.113.7' })).not.toHaveCount(0);
  });
});

forTwoReaders((reader) => {
  const isEnglish = reader.language === 'en';

  test('sign-ins from elsewhere are told with why, and “this was not me” leads to the change', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const { db, now } = portal.context;
    await writeAccessLog(db, box.address, alarmingLog(now));
    await on.access.open();
    const places = isEnglish ? 'Japan and Netherlands' : '日本和荷蘭';
    await expect(
      page.getByRole('heading', { name: words('access.verdict.new_places', { count: 2, places }) }),
    ).toBeVisible();
    await expect(page.getByText(words('access.failed', { count: 38 }))).toBeVisible();

    await on.access.chartTable.click();
    const yesterday = on.access.rows.filter({ has: page.getByRole('link', { name: /2026/ }) }).nth(1);
    await expect(yesterday).toBeVisible();

    await on.access.notMe(on.access.row('2001:db8:51::/48').first()).click();
    await page.waitForURL(/\/password/);
  });

  test('vanished mail is explained for a day, and a move is no deletion', async ({
    page,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const { db, now } = portal.context;
    await writeAccessLog(db, box.address, {
      ...quietLog(now),
      events: [
        {
          at: before(now, 2_000),
          address: '203.0.113.7',
          country: 'AU',
          kind: 'messages_expunged',
          folder: 'INBOX',
          messages: 12,
          program: 'Thunderbird',
        },
        {
          at: before(now, 1_000),
          address: '203.0.113.7',
          country: 'AU',
          kind: 'messages_moved',
          fromFolder: 'INBOX',
          folder: '封存',
          messages: 3,
          program: 'Thunderbird',
        },
      ],
    });
    await page.goto(`/access-log/vanished?mailbox=${box.address}`);
    await expect(
      page.getByText(
        words.markup('vanished.way.deleted', {
          data: (text) => text,
          device: 'Thunderbird',
          folder: 'INBOX',
          count: 12,
        }),
      ),
    ).toBeVisible();
    await expect(page.getByRole('heading', { name: words('vanished.present') })).toBeVisible();
    await expect(
      page.getByText(
        words.markup('vanished.way.moved', {
          data: (text) => text,
          device: 'Thunderbird',
          folder: 'INBOX',
          to: '封存',
          count: 3,
        }),
      ),
    ).toBeVisible();
    await page.goto(`/access-log/vanished?mailbox=${box.address}&day=2026-02-31`);
    await expect(page.getByRole('main').getByRole('alert')).toHaveText(new RegExp(words('errors.log_filter.day')));
  });

  test('“try now” waits for the device, and says which password it sent', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const { db, now } = portal.context;
    await writeAccessLog(db, box.address, alarmingLog(now));
    await page.goto(`/access-log/old-password?mailbox=${box.address}`);
    await expect(page.getByRole('heading', { name: words('oldPassword.some', { count: 1 }) })).toBeVisible();
    await on.access.tryNow.click();
    await expect(page.getByRole('heading', { name: words('tries.verdict.nothing') })).toBeVisible();

    const failed = {
      network: '203.0.113.0/24',
      address: '203.0.113.7',
      program: 'Thunderbird',
      passwordDigest: '21bd12',
    };
    await writeAccessLog(db, box.address, { failures: [{ ...failed, lastAt: new Date() }] });
    await expect(page.getByRole('heading', { name: words('tries.verdict.old_again') })).toBeVisible({ timeout: 8_000 });
    await writeAccessLog(db, box.address, { events: [{ at: new Date(), address: '203.0.113.7', country: 'AU' }] });
    await expect(page.getByRole('heading', { name: words('tries.verdict.right') })).toBeVisible({ timeout: 8_000 });
  });

  test('the file has the entries of the filter, and no formula', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const { db, now } = portal.context;
    await writeAccessLog(db, box.address, {
      events: [{ at: before(now, minutes(1)), kind: 'folder_deleted', folder: 'x', program: '=1+1' }],
    });
    await on.access.open();
    const download = page.waitForEvent('download');
    await on.access.csv.click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain(words('access.event.folder_deleted'));
    expect(text).not.toMatch(/(?:^|,)[=+@-]/m);
  });

  test('A104 an absurd filter gets a sentence and keeps what was typed', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    const sentences = [
      ['from=2016-11-30&to=2026-11-30', words('errors.log_filter.too_early', { days: 30 })],
      ['from=2026-02-31', words('errors.log_filter.day')],
      ['from=%', words('errors.log_filter.day')],
      ['address=%25', words('errors.log_filter.address')],
      ['page=1000', words('errors.log_filter.page')],
      ['after=1000', words('errors.log_filter.page')],
      ['chosen=1', words('errors.log_filter.types')],
    ] as const;
    for (const [query, sentence] of sentences) {
      const response = await page.goto(`/access-log?mailbox=${box.address}&${query}`);
      expect(response?.status(), query).toBe(400);
      await expect(page.getByRole('main').getByRole('alert'), query).toContainText(sentence);
    }
    await page.goto('/access-log?address=203.0.113.');
    await expect(on.access.address).toHaveValue('203.0.113.');
  });

  test('another person’s mailbox is not found, on any page of the log', async ({
    page,
    createPerson,
    signInNewPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await signInNewPerson();
    for (const path of ['/access-log', '/access-log/vanished', '/access-log/old-password', '/access-log/tries']) {
      const response = await page.goto(`${path}?mailbox=${box.address}&since=${Date.now() - hours(0)}`);
      expect(response?.status(), path).toBe(404);
      await expect(page.getByText(words('errors.mailbox.not_found'))).toBeVisible();
    }
  });

  test('the detail of the log is switched off and on by its owner', async ({ page, on, signInNewPerson, words }) => {
    await signInNewPerson();
    await on.access.open();
    await page.getByRole('button', { name: words('access.privacy.switchOff') }).click();
    await expect(page.getByText(words('access.detail_off'))).toBeVisible();
    await expect(page.getByText(words('access.privacy.detailOff'))).toBeVisible();
    await page.getByRole('button', { name: words('access.privacy.switchOn') }).click();
    await expect(page.getByText(words('access.privacy.detailOn'))).toBeVisible();
  });
});
