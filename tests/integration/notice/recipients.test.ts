import { expect, test } from 'vitest';
import { before, hours, minutes } from '@/lib/clock';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { tellHolder } from '@/lib/notice/tell-holder';
import { changePassword } from '@/lib/password/change-password';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { published } from '../../support/announcements';
import { hasContactAddress, noticesTo } from '../../support/contact-addresses';
import { anonymousContext, systemContext } from '../../support/world';

const short = (rows: Awaited<ReturnType<typeof noticesTo>>) =>
  rows.map(({ recipient, answer }) => [recipient, answer] as const).sort(([a], [b]) => a.localeCompare(b));

test('a changed password is reported once to each confirmed contact address and to the mailbox', async () => {
  const { linXia } = await cast();
  const [old, young] = [await hasContactAddress(linXia), await hasContactAddress(linXia, { forMs: hours(71) })];
  const ctx = await linXia.at();
  const form = linXia.wants(newPassword());
  needed(await changePassword(ctx, form));
  needed(await changePassword(ctx, form));
  expect(short(await noticesTo(linXia, 'password_changed'))).toEqual(
    [
      [old, 'stop_mailbox'],
      [young, 'end_sessions'],
      [linXia.address, 'end_sessions'],
    ].sort(([a = ''], [b = '']) => a.localeCompare(b)),
  );
});

test('one event is reported once to each recipient, also when two processes try', async () => {
  const { linXia } = await cast();
  await hasContactAddress(linXia);
  const { mailbox, ...ctx } = await linXia.at();
  const event = { kind: 'password_changed', mailboxId: mailbox.id, version: 77 } as const;
  await Promise.all([1, 2, 3].map(() => ctx.db.transaction((tx) => tellHolder(tx, ctx, event))));
  expect(await noticesTo(linXia, 'password_changed')).toHaveLength(2);
});

test('A119 several changes within ten minutes are one notice that names each with its time and address; a later one is another', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const now = new Date();
  const recipients = async () => (await noticesTo(linXia, 'password_changed')).map(({ recipient }) => recipient).sort();
  const once = [contact, linXia.address].sort();
  for (const ago of [minutes(30), minutes(21)])
    await linXia.sets(newPassword(), linXia.address, { at: before(now, ago) });
  expect(await recipients()).toEqual(once);

  await linXia.sets(newPassword(), linXia.address, { at: before(now, minutes(20)) });
  expect(await recipients()).toEqual([...once, ...once].sort());
  const [firstChange, again] = [before(now, minutes(15)), before(now, minutes(12))];
  await linXia.sets(newPassword(), linXia.address, { at: firstChange, address: '203.0.113.9' });
  await linXia.sets(newPassword(), linXia.address, { at: again });
  expect(await recipients()).toEqual([...once, ...once].sort());
  for (const { later_changes: later } of (await noticesTo(linXia, 'password_changed')).slice(-2))
    expect(later).toMatchObject([
      { at: firstChange.toISOString(), from: '203.0.113.9' },
      { at: again.toISOString(), from: '127.0.0.1' },
    ]);
});

test('a refused change sends no notice', async () => {
  const { linXia } = await cast();
  await hasContactAddress(linXia);
  expect((await changePassword(await linXia.at(), linXia.wants(linXia.password))).ok).toBe(false);
  expect(await noticesTo(linXia, 'password_changed')).toEqual([]);
});

test('a suspension is reported with its reason outside the mailbox, which cannot be read; a reinstatement to both', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const operator = await systemContext();
  await published(operator, DEMO_ANNOUNCEMENT);
  const { address } = linXia;
  needed(await suspend(operator, { address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id }));
  const notices = await noticesTo(linXia, 'suspended');
  expect(short(notices)).toEqual([[contact, null]]);
  expect(notices[0]?.data).toEqual({
    mailbox: address,
    level: 'warning',
    origin: 'operators',
    subjectZh: DEMO_ANNOUNCEMENT.subjectZh,
    subjectEn: DEMO_ANNOUNCEMENT.subjectEn,
  });
  // An emergency is another event, at another time.
  needed(await suspend(await systemContext(), { address, level: 'emergency', announcementId: null }));
  expect((await noticesTo(linXia, 'suspended')).map(({ data }) => data.level)).toEqual(['warning', 'emergency']);

  needed(await reinstate(operator, address));
  const reinstated = await noticesTo(linXia, 'reinstated');
  expect(reinstated.map(({ recipient }) => recipient).sort()).toEqual([contact, address].sort());
});

test('A42 the custodian of a unit’s mailbox receives all its notices, and the mailbox none about the custodian', async () => {
  const { chouTzuYuan } = await cast();
  const contact = await hasContactAddress(chouTzuYuan);
  const [own, office] = chouTzuYuan.addresses;
  await chouTzuYuan.sets(newPassword(), office, { address: '140.114.1.2' });
  const notices = await noticesTo(chouTzuYuan, 'password_changed');
  expect(notices.map(({ recipient }) => recipient).sort()).toEqual([contact, office].sort());
  const dataTo = (recipient: string) => notices.find((row) => row.recipient === recipient)?.data;
  const change = notices[0]?.data.change;
  expect(change).toMatch(/^\w{4}-\w{4}$/);
  expect(dataTo(contact)).toEqual({ mailbox: office, from: '140.114.1.2', change });
  expect(dataTo(office ?? '')).toEqual({ mailbox: office, change });
  expect(own).not.toBe(office);
});

async function arrives(player: Player, address: string): Promise<void> {
  const { token } = await player.link({ address });
  const ctx = await anonymousContext({ address, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0' });
  needed(await enterByCampusLink(ctx, { token, visit: 'visit', formerSessionId: undefined }));
}

test('a campus sign-in from a new network is reported; the first sign-in is not', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  await arrives(linXia, '140.114.1.2');
  await arrives(linXia, '140.114.1.2');
  expect(await noticesTo(linXia, 'signed_in_from_new_address')).toEqual([]);

  await arrives(linXia, '203.0.113.9');
  await arrives(linXia, '203.0.113.9');
  await arrives(linXia, '140.114.1.2');
  const notices = await noticesTo(linXia, 'signed_in_from_new_address');
  expect(short(notices)).toEqual(
    [
      [contact, 'stop_mailbox'],
      [linXia.address, 'end_sessions'],
    ].sort(([a = ''], [b = '']) => a.localeCompare(b)),
  );
  expect(notices[0]?.data).toEqual({ from: '203.0.113.9', browser: 'Firefox', system: 'Linux' });
});

test('A25 an IPv6 address that changes within its /64 is not a new network', async () => {
  const { linXia } = await cast();
  await arrives(linXia, '2001:db8:1:2::1');
  await arrives(linXia, '2001:db8:1:2:aaaa::1');
  expect(await noticesTo(linXia, 'signed_in_from_new_address')).toEqual([]);
  await arrives(linXia, '2001:db8:1:3::1');
  expect(await noticesTo(linXia, 'signed_in_from_new_address')).toHaveLength(1);
});

test('two sign-ins from a new network at once send one notice', async () => {
  const { linXia } = await cast();
  await arrives(linXia, '140.114.1.2');
  await Promise.all([arrives(linXia, '203.0.113.9'), arrives(linXia, '203.0.113.9')]);
  expect(await noticesTo(linXia, 'signed_in_from_new_address')).toHaveLength(1);
});
