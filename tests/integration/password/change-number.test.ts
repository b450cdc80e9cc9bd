import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { listOwnHistory } from '@/lib/account/history/list-own-history';
import { after, minutes } from '@/lib/clock';
import { findChange } from '@/lib/password/receipt/find-change';
import { cast, newPassword } from '../../cast/cast';
import { readableLog } from '../../support/readable-log';
import { anotherRuntime, superuser, systemContext } from '../../support/world';

const NUMBER = /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/;

test('one number names a change in the history, the notice, the audit row and the log', async () => {
  const { log, lines } = readableLog();
  const { linXia } = await cast(await anotherRuntime({}, log));
  const { change } = await linXia.sets(newPassword());
  expect(change.number).toMatch(NUMBER);

  const { entries } = await listOwnHistory(await linXia.signedIn(), null);
  expect(entries[0]).toMatchObject({ event: 'password_changed', changeId: change.id, changeNumber: change.number });
  const notices =
    await superuser()`select data ->> 'change' as number from notices where data ->> 'mailbox' = ${linXia.address}`;
  expect(notices).toEqual([{ number: change.number }]);
  const rows = await superuser()`select detail from audit_log where detail ->> 'number' = ${change.number}`;
  expect(rows).toEqual([{ detail: { version: change.version, number: change.number, way: 'campus' } }]);
  expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'password changed')).toMatchObject([
    { change: change.number, account: linXia.address, reference: expect.any(String) },
  ]);
});

test('a number that is taken is not given twice: the change gets another one, in the same transaction', async () => {
  const { linXia } = await cast();
  const { change: first } = await linXia.sets(newPassword());
  const { db, now } = await systemContext();
  const numbers = [first.number, first.number, '9Z9Z-9Z9Z'];
  const second = await db.transaction(async (tx) => {
    const row = {
      mailboxId: first.mailboxId,
      personId: null,
      version: first.version + 100,
      intent: randomUUID(),
      changedAt: after(now, minutes(1)),
      fingerprint: randomBytes(32),
      reuseSalt: randomBytes(16),
    };
    return recordPasswordChange(tx, row, () => numbers.shift() ?? '');
  });
  expect(second.number).toBe('9Z9Z-9Z9Z');
  expect(numbers).toEqual([]);
});

test('an operator finds a change by its number in any spelling, and by its id', async () => {
  const { linXia } = await cast();
  const { change } = await linXia.sets(newPassword(), linXia.address, { address: '192.0.2.7' });
  const ctx = await systemContext();
  const { number, id } = change;
  for (const given of [number, number.toLowerCase(), number.replace('-', ''), ` ${number.replace('-', ' ')} `, id]) {
    expect(await findChange(ctx, given), given).toMatchObject({
      mailbox: { address: linXia.address, state: 'active' },
      person: { number: linXia.person.number },
      act: { way: 'campus', sourceAddress: '192.0.2.7' },
      progress: { change: { id, number }, newestNumber: null },
    });
  }
  const { change: later } = await linXia.sets(newPassword());
  expect(await findChange(ctx, number)).toMatchObject({ progress: { newestNumber: later.number } });
  for (const given of ['2222-2222', randomUUID(), 'x', linXia.address]) {
    expect(await findChange(ctx, given), given).toBeUndefined();
  }
});
