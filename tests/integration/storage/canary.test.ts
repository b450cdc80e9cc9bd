import { expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { changePassword } from '@/lib/password/change-password';
import { cast, needed } from '../../cast/cast';
import { contentOf, encodingsOf, filesIn, holds, watchArguments } from '../../support/canary';
import { enterByPassword } from '../../support/enter-by-password';
import { readableLog } from '../../support/readable-log';
import { until } from '../../support/until';
import { ALL_LOGINS, acceptedLogins, anonymousContext, anotherRuntime, superuser } from '../../support/world';

const CANARY = 'kanarienvogel singt 4711 lieder über dem fluß';

const holdsCanary = (content: Buffer | string): boolean => holds(content, CANARY);

test('the search finds the canary in every encoding', () => {
  for (const encoding of encodingsOf(CANARY))
    expect(holdsCanary(Buffer.concat([Buffer.from('…'), encoding, Buffer.from('…')]))).toBe(true);
  expect(holdsCanary(Buffer.from(`x${Buffer.from(`\0${CANARY}`).toString('base64')}x`))).toBe(true);
});

test('A75 A80 A88 a password is stored nowhere: no table, log, file of a server, or argument of a process', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const ctx = await linXia.at();
  const form = linXia.wants(CANARY);

  const argumentsSeen = watchArguments(20);
  const { change } = needed(await changePassword(ctx, form));
  // Refused and repeated changes, too.
  await changePassword(ctx, form);
  await changePassword(ctx, { ...form, intent: linXia.wants('x').intent });
  await changePassword({ ...ctx, now: new Date(0) }, form);
  await until('the change is proved', async () => (await listDeliveries(ctx.db, change))[0]?.probe === 'accepted');
  expect(await acceptedLogins(linXia.address, CANARY)).toEqual(ALL_LOGINS);
  const programs = argumentsSeen();
  expect(programs).toContain('postgres');
  expect(holdsCanary(programs)).toBe(false);

  const tables = await superuser()<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('information_schema')`;
  expect(tables.length).toBeGreaterThan(50);
  for (const { name } of tables) {
    const rows = await superuser().unsafe(`select t::text as row from ${name} t`);
    expect(holdsCanary(rows.map((row) => row.row).join('\n')), name).toBe(false);
  }
  // The statistics views hold the text of the latest statements.
  const activity = await superuser()`select query from pg_stat_activity`;
  expect(holdsCanary(JSON.stringify(activity))).toBe(false);

  // A sign-in with it that writes to the log.
  const blind = await anotherRuntime({ breachedPasswordsFile: '/nowhere/passwords.breached' }, log);
  needed(
    await enterByPassword(await anonymousContext({ runtime: blind }), { address: linXia.address, password: CANARY }),
  );
  expect(lines.join('')).toContain('the breached passwords could not be looked up');
  expect(holdsCanary(lines.join(''))).toBe(false);

  await superuser()`checkpoint`;
  const files = inject('world').serverFolders.flatMap(filesIn);
  expect(files).toContain(inject('world').dovecotLogFile);
  expect(files).toContain(inject('world').serverLogFile);
  expect(files.filter((path) => /pg_wal\/[0-9A-F]{24}$/.test(path))).not.toEqual([]);
  expect(files.filter((path) => holdsCanary(contentOf(path)))).toEqual([]);
});
