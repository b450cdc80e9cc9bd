import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/deliveries';
import { changePassword } from '@/lib/password/change-password';
import { cast, needed } from '../../cast/cast';
import { commandLines } from '../../support/processes';
import { readableLog } from '../../support/readable-log';
import { until } from '../../support/until';
import { anotherRuntime, doors, EVERY_DOOR, superuser } from '../../support/world';

const CANARY = 'kanarienvogel singt 4711 lieder über dem fluß';

/** The canary in every dress in which something could have kept it. */
const DRESSES = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  encodeURIComponent(CANARY),
  Buffer.from(CANARY).toString('hex'),
  ...[0, 1, 2].map((offset) =>
    Buffer.from('\0'.repeat(offset) + CANARY)
      .toString('base64')
      .slice(4, -4),
  ),
  'kanarienvogel',
].map((text) => Buffer.from(text));

const holdsCanary = (content: Buffer): boolean => DRESSES.some((dress) => content.includes(dress));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

test('the canary would be found in any of its dresses', () => {
  for (const dress of DRESSES)
    expect(holdsCanary(Buffer.concat([Buffer.from('…'), dress, Buffer.from('…')]))).toBe(true);
  expect(holdsCanary(Buffer.from(`x${Buffer.from(`\0${CANARY}`).toString('base64')}x`))).toBe(true);
});

test('A75 A80 A88 a password is kept nowhere: no table, log, file of a server, or argument of a process', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const ctx = await linXia.at();
  const form = linXia.wants(CANARY);

  const argumentsSeen: string[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      argumentsSeen.push([...commandLines().values()].join('\n'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const { change } = needed(await changePassword(ctx, form));
  // Refused and repeated changes, too.
  await changePassword(ctx, form);
  await changePassword(ctx, { ...form, intent: linXia.wants('x').intent });
  await changePassword({ ...ctx, now: new Date(0) }, form);
  await until('the change is proved', async () => (await listDeliveries(ctx.db, change))[0]?.probe === 'accepted');
  expect(await doors(linXia.address, CANARY)).toEqual(EVERY_DOOR);
  isOver = true;
  await watching;

  const tables = await superuser()<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('information_schema')`;
  expect(tables.length).toBeGreaterThan(50);
  for (const { name } of tables) {
    const rows = await superuser().unsafe(`select t::text as row from ${name} t`);
    expect(holdsCanary(Buffer.from(rows.map((row) => row.row).join('\n'))), name).toBe(false);
  }
  // The tables of the activity and the statements that ran last, by their text.
  const activity = await superuser()`select query from pg_stat_activity`;
  expect(holdsCanary(Buffer.from(JSON.stringify(activity)))).toBe(false);

  expect(lines.length).toBeGreaterThanOrEqual(0);
  expect(holdsCanary(Buffer.from(lines.join('')))).toBe(false);
  expect(holdsCanary(Buffer.from(argumentsSeen.join('\n')))).toBe(false);

  await superuser()`checkpoint`;
  const files = inject('world').serverFolders.flatMap(filesIn);
  expect(files).toContain(inject('world').dovecotLogFile);
  expect(files).toContain(inject('world').serverLogFile);
  expect(files.filter((path) => /pg_wal\/[0-9A-F]{24}$/.test(path))).not.toEqual([]);
  expect(files.filter((path) => holdsCanary(contentOf(path)))).toEqual([]);
});
