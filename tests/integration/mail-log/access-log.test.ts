import { expect, test } from 'vitest';
import { after, before, days, hours, minutes } from '@/lib/clock';
import { type AccessType, ALL_ACCESS_TYPES } from '@/lib/mail-log/access/access-types';
import { writeCursor } from '@/lib/mail-log/access/cursor';
import { type AccessEntry, listAccessLog } from '@/lib/mail-log/access/list-access-log';
import { type AccessQuery, readAccessFilter } from '@/lib/mail-log/access/read-access-filter';
import { reviewSignIns } from '@/lib/mail-log/access/review-sign-ins';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { cast, needed, type Player } from '../../cast/cast';
import { writeAccessLog } from '../../support/write-access-log';

const allOf = (types: readonly AccessType[]): AccessQuery => ({
  chosen: '1',
  ...Object.fromEntries(types.map((type) => [type, '1'])),
});
const everything = allOf(ALL_ACCESS_TYPES);

function filterOf(ctx: MailboxRequest, query: AccessQuery = everything) {
  const { timeZone } = ctx.config.campus;
  return needed(readAccessFilter(query, { now: ctx.now, timeZone, keptDays: 30 }));
}

/** Reads page after page. @returns the entries of each page */
async function readPages(ctx: MailboxRequest, most: number, query: AccessQuery = everything): Promise<AccessEntry[][]> {
  const pages: AccessEntry[][] = [];
  let place: string | undefined;
  do {
    const page = await listAccessLog(ctx, filterOf(ctx, { ...query, after: place }), most);
    pages.push([...page.entries]);
    place = page.olderThan ? writeCursor(page.olderThan) : undefined;
  } while (place !== undefined);
  return pages;
}

const nameOf = (entry: AccessEntry) => entry.program ?? '';

/** Entries of every kind, several of them at the same moment, each with a program that names its mailbox. */
async function writeManyEntries(player: Player, address: string): Promise<string[]> {
  const { db, now } = await player.at(address);
  const moment = before(now, hours(3));
  const events = Array.from({ length: 40 }, (_, n) => ({
    at: before(moment, minutes(Math.floor(n / 4) * 7)),
    kind: n % 3 === 0 ? ('login' as const) : n % 3 === 1 ? ('messages_expunged' as const) : ('logout' as const),
    service: n % 2 === 0 ? ('imap' as const) : ('pop3' as const),
    address: `203.0.113.${n}`,
    country: 'AU',
    program: `event ${n} of ${address}`,
  }));
  const failures = Array.from({ length: 12 }, (_, n) => ({
    lastAt: before(moment, minutes(Math.floor(n / 4) * 7)),
    network: `198.51.${n}.0/24`,
    program: `failure ${n} of ${address}`,
  }));
  await writeAccessLog(db, address, { events, failures });
  return [...events, ...failures].map(({ program }) => program).sort();
}

test('page after page shows each entry once, the newest first, also at the same moment', async () => {
  const { linXia } = await cast();
  const all = await writeManyEntries(linXia, linXia.address);
  const ctx = await linXia.at();
  for (const most of [1, 3, 7, 51, 52, 53]) {
    const pages = await readPages(ctx, most);
    const entries = pages.flat();
    expect(entries.map(nameOf).sort()).toEqual(all);
    expect(pages.slice(0, -1).every((page) => page.length === most)).toBe(true);
    const times = entries.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  }
});

test('a filter shows the entries of its types, addresses and days alone', async () => {
  const { linXia } = await cast();
  await writeManyEntries(linXia, linXia.address);
  const ctx = await linXia.at();
  const shown = async (query: AccessQuery) => (await readPages(ctx, 100, query)).flat();

  const imapSignIns = await shown(allOf(['imap_login']));
  expect(imapSignIns.length).toBeGreaterThan(0);
  expect(imapSignIns.every((one) => one.is === 'event' && one.kind === 'login' && one.service === 'imap')).toBe(true);
  expect((await shown(allOf(['login_failed']))).every(({ is }) => is === 'failure')).toBe(true);
  expect((await shown(allOf(['messages_expunged']))).length).toBe(13);

  expect((await shown({ ...everything, address: '203.0.113.7' })).map(nameOf)).toEqual([
    `event 7 of ${linXia.address}`,
  ]);
  expect(await shown({ ...everything, address: '203.0.113.0/28' })).toHaveLength(16);
  // Failures are folded by network: an address finds the network that it belongs to.
  expect((await shown({ ...everything, address: '198.51.3.77' })).map(nameOf)).toEqual([
    `failure 3 of ${linXia.address}`,
  ]);
  expect(await shown({ ...everything, address: '2001:db8::/32' })).toEqual([]);

  const yesterday = new Intl.DateTimeFormat('sv-SE', { timeZone: ctx.config.campus.timeZone }).format(
    before(ctx.now, days(3)),
  );
  expect(await shown({ ...everything, from: yesterday, to: yesterday })).toEqual([]);
});

test('no filter, type or place of a page reaches the log of another person’s mailbox', async () => {
  const { linXia, chenXiaoAn, chouTzuYuan } = await cast();
  const boxes: [Player, string][] = [
    [linXia, linXia.address],
    [chenXiaoAn, chenXiaoAn.address],
    ...chouTzuYuan.addresses.map((address): [Player, string] => [chouTzuYuan, address]),
  ];
  for (const [player, address] of boxes) await writeManyEntries(player, address);

  const places = new Map<string, string[]>();
  for (const [player, address] of boxes) {
    const entries = (await readPages(await player.at(address), 100)).flat();
    places.set(
      address,
      entries.map((entry) =>
        writeCursor(entry.is === 'event' ? { ...entry, is: 'event' } : { at: entry.at, is: 'failure', key: entry.key }),
      ),
    );
  }
  let seen = 0;
  for (const [player, address] of boxes) {
    const ctx = await player.at(address);
    for (const others of places.values()) {
      for (const [n, place] of others.entries()) {
        if (n % 5 !== 0) continue;
        const one = ALL_ACCESS_TYPES[n % ALL_ACCESS_TYPES.length] ?? 'login_failed';
        const query = {
          ...(n % 2 === 0 ? everything : allOf([one])),
          after: place,
          address: n % 3 === 0 ? '0.0.0.0/0' : undefined,
        };
        const { entries } = await listAccessLog(ctx, filterOf(ctx, query), 100);
        seen += entries.length;
        expect(entries.filter((entry) => !nameOf(entry).endsWith(`of ${address}`))).toEqual([]);
      }
    }
    const { sources } = await reviewSignIns(ctx, filterOf(ctx));
    expect(sources.filter(({ program }) => !program?.endsWith(`of ${address}`))).toEqual([]);
  }
  expect(seen).toBeGreaterThan(100);
});

test('sign-ins are judged by the places of the weeks before', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const at = (daysAgo: number) => before(ctx.now, days(daysAgo));
  const home = { address: '203.0.113.7', country: 'AU', program: 'Thunderbird' };
  await writeAccessLog(ctx.db, linXia.address, {
    events: [
      { at: at(20), ...home },
      { at: at(2), ...home },
    ],
    failures: [{ lastAt: at(1), count: 5 }],
    overflow: { day: filterOf(ctx).to, count: 7 },
  });
  const usual = await reviewSignIns(ctx, filterOf(ctx));
  expect(usual.verdict).toBe('usual');
  expect(usual.sources).toMatchObject([{ program: 'Thunderbird', network: '203.0.113.0/24', place: 'AU', count: 2 }]);
  expect(usual.failures.reduce((sum, { count }) => sum + count, 0)).toBe(12);
  expect(usual.signIns.reduce((sum, { count }) => sum + count, 0)).toBe(2);

  await writeAccessLog(ctx.db, linXia.address, {
    events: [{ at: at(1), address: '2001:db8:51:a::77', country: 'JP' }],
  });
  const strange = await reviewSignIns(ctx, filterOf(ctx));
  expect(strange.verdict).toBe('new_places');
  expect(strange.places.map(({ place, isUsual }) => [place, isUsual])).toEqual([
    ['JP', false],
    ['AU', true],
  ]);
  expect(strange.sources[0]).toMatchObject({ network: '2001:db8:51::/48', lastAddress: '2001:db8:51:a::77' });
});

test('a day of the picture is a day on campus', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const { start } = filterOf(ctx);
  await writeAccessLog(ctx.db, linXia.address, {
    events: [{ at: start }, { at: before(start, 1) }, { at: after(start, hours(24) - 1) }],
  });
  const { signIns } = await reviewSignIns(ctx, filterOf(ctx));
  expect(signIns.map(({ count }) => count).sort()).toEqual([1, 2]);
});
