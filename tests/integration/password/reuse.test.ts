import { expect, test } from 'vitest';
import { before, days } from '@/lib/clock';
import { changePassword } from '@/lib/password/change-password';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { superuser, systemContext } from '../../support/world';

async function codeOf(player: Player, typed: string, address = player.address): Promise<string> {
  const outcome = await changePassword(await player.at(address), player.wants(typed));
  return outcome.ok ? 'changed' : outcome.code;
}

test('the password in force is refused, also for a user who never typed it in the portal', async () => {
  const { linXia } = await cast();
  expect(await codeOf(linXia, linXia.password)).toBe('password.same_as_current');
});

test('A66 the password in force is recognised in its other spelling', async () => {
  const { linXia } = await cast();
  const composed = 'caf\u00e9 lanterns drift over';
  await linXia.sets(composed);
  expect(await codeOf(linXia, composed.normalize('NFD'))).toBe('password.same_as_current');
});

test('A60 a password that only looks alike is another password', async () => {
  const { linXia } = await cast();
  await linXia.sets('ﬁne lanterns Ａ drift over');
  expect(await codeOf(linXia, 'fine lanterns Ａ drift over')).toBe('changed');
  expect(await codeOf(linXia, 'fine lanterns A drift over')).toBe('changed');
});

test('A66 other spaces and other letter case make another password', async () => {
  const { linXia } = await cast();
  await linXia.sets('lanterns drift over the 9 rivers');
  expect(await codeOf(linXia, 'lanterns drift over the 9 rivers ')).toBe('changed');
  expect(await codeOf(linXia, 'Lanterns drift over the 9 rivers')).toBe('changed');
});

test('the last five passwords are refused, however old; the sixth is accepted once it is 90 days out of use', async () => {
  const { linXia } = await cast();
  const had = [linXia.password, ...Array.from({ length: 6 }, newPassword)];
  for (const [n, password] of had.slice(1).entries())
    await linXia.sets(password, linXia.address, { at: before(new Date(), days(200 - n)) });

  expect(await codeOf(linXia, had[6] ?? '')).toBe('password.same_as_current');
  for (const password of had.slice(1, 6)) expect(await codeOf(linXia, password)).toBe('password.used_recently');
  expect(await codeOf(linXia, had[0] ?? '')).toBe('changed');
});

test('A119 a password in use within 90 days is refused, however many came after it and however old it is', async () => {
  const { linXia } = await cast();
  const now = new Date();
  const sets = (password: string, daysAgo: number) =>
    linXia.sets(password, linXia.address, { at: before(now, days(daysAgo)) });
  const [longAgo, untilLately, lately] = [newPassword(), newPassword(), newPassword()];
  await sets(longAgo, 400);
  await sets(untilLately, 300);
  // Replaced 89 days ago, after more than half a year in use.
  await sets(lately, 89);
  for (let n = 0; n < 7; n += 1) await sets(newPassword(), 80 - n);

  expect(await codeOf(linXia, untilLately)).toBe('password.used_recently');
  expect(await codeOf(linXia, lately)).toBe('password.used_recently');
  expect(await codeOf(linXia, longAgo)).toBe('changed');
});

test('A99 a password in use when the mailbox was suspended never comes back', async () => {
  const { linXia } = await cast();
  const operator = await systemContext();
  const stopped = newPassword();
  await linXia.sets(stopped);
  needed(await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }));
  needed(await reinstate(operator, linXia.address));

  expect(await codeOf(linXia, stopped)).toBe('password.used_while_suspended');
  for (let n = 0; n < 7; n += 1)
    await linXia.sets(newPassword(), linXia.address, { at: before(new Date(), days(200 - n)) });
  expect(await codeOf(linXia, stopped)).toBe('password.used_while_suspended');
});

test('the password of another mailbox of the person is refused, and one it had earlier is not', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  const ofOffice = chouTzuYuan.passwords[1] ?? '';
  expect(await codeOf(chouTzuYuan, ofOffice, own)).toBe('password.other_mailbox');

  await chouTzuYuan.sets(newPassword(), office);
  expect(await codeOf(chouTzuYuan, ofOffice, own)).toBe('changed');
  expect(await codeOf(chouTzuYuan, chouTzuYuan.passwords[2] ?? '', own)).toBe('password.other_mailbox');
  expect(club).not.toBe(office);
});

test('the password of another person’s mailbox is not compared', async () => {
  const { linXia, chenXiaoAn } = await cast();
  expect(await codeOf(linXia, chenXiaoAn.password)).toBe('changed');
});

test('a mailbox that several people use has one message for every cause', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  const operator = await systemContext();
  const [ofOwn = '', ofOffice = '', ofClub = ''] = chouTzuYuan.passwords;
  const stopped = newPassword();
  await chouTzuYuan.sets(stopped, office);
  needed(await suspend(operator, { address: office, level: 'warning', announcementId: null }));
  needed(await reinstate(operator, office));
  const current = newPassword();
  await chouTzuYuan.sets(current, office);

  for (const used of [current, stopped, ofOffice, ofOwn, ofClub]) {
    expect(await codeOf(chouTzuYuan, used, office)).toBe('password.used_before');
  }
  expect([own, club]).toHaveLength(2);
});

test('a new custodian’s password is compared with those of the former one, under the salt of both', async () => {
  const { linXia, chouTzuYuan } = await cast();
  const [, office] = chouTzuYuan.addresses as [string, string, string];
  const former = chouTzuYuan.passwords[1] ?? '';
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;

  expect(await codeOf(linXia, former, office)).toBe('password.used_before');
  expect(await codeOf(linXia, linXia.password, office)).toBe('password.used_before');
  const own = newPassword();
  await linXia.sets(own, office);
  const salts = await superuser()`
    select distinct reuse_salt from password_changes join mailboxes on mailboxes.id = mailbox_id where address = ${office}`;
  expect(salts).toHaveLength(2);
  expect(await codeOf(linXia, former, office)).toBe('password.used_before');
  expect(await codeOf(linXia, own, office)).toBe('password.used_before');
  // And in reverse: the unit's password is refused for the custodian's own mailbox.
  expect(await codeOf(linXia, own)).toBe('password.other_mailbox');
});
