import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { importAccounts } from '@/lib/import/import-accounts';
import { OTHERS_HASHES } from '@/tests/support/stored-hashes';
import type { Figure } from './figure';
import type { Portal } from './portal';

const PEOPLE = 10_000;
const LINES = 2 * PEOPLE;
const ROWS_A_STATEMENT = 1_000;
/** Corresponds to 100,000 lines in two minutes. */
const LEAST_LINES_A_SECOND = 834;

/** Lines a second of an import, compared with plain INSERT statements for as many rows. */
export async function imports(portal: Portal): Promise<Figure[]> {
  const folder = makeScratchFolder();
  try {
    const rows = makeRows();
    const plainPerSecond = LINES / (await secondsOf(() => insertPlainly(portal, rows)));
    const files = writeFiles(folder, rows);
    const firstPerSecond = LINES / (await secondsOf(() => importFiles(portal, files)));
    const againPerSecond = LINES / (await secondsOf(() => importFiles(portal, files)));
    return [
      { name: 'import.plain_insert', value: plainPerSecond, unit: 'a second' },
      { name: 'import.lines', value: firstPerSecond, unit: 'a second', goal: { atLeast: LEAST_LINES_A_SECOND } },
      { name: 'import.share_of_plain', value: (firstPerSecond / plainPerSecond) * 100, unit: '%' },
      { name: 'import.lines_again', value: againPerSecond, unit: 'a second', goal: { atLeast: LEAST_LINES_A_SECOND } },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Row {
  number: string;
  address: string;
  hash: string;
}

function makeRows(): Row[] {
  const hashes = OTHERS_HASHES.map(({ stored }) => stored);
  const run = Date.now().toString(36).toUpperCase();
  return Array.from({ length: PEOPLE }, (_, n) => ({
    number: `B${run}${n}`,
    address: `b${run.toLowerCase()}${n}@mx.nthu.edu.tw`,
    hash: hashes[n % hashes.length] ?? '',
  }));
}

function writeFiles(folder: string, rows: readonly Row[]) {
  const files = { people: join(folder, 'people.csv'), mailboxes: join(folder, 'mailboxes.csv') };
  const people = rows.map(({ number }) => `${number},staff,林夏,Lin Xia,一般`);
  const mailboxes = rows.map(({ address, number, hash }) => `${address},personal,${number},"${hash}",2019-05-01`);
  writeFileSync(files.people, ['number,role,name,name_en,condition', ...people, ''].join('\n'));
  writeFileSync(files.mailboxes, ['address,kind,holder,hash,changed_at', ...mailboxes, ''].join('\n'));
  return files;
}

async function importFiles(portal: Portal, files: { people: string; mailboxes: string }): Promise<void> {
  const outcome = await importAccounts(portal.context(), { ...files, dryRun: false, skipBadLines: false });
  if (!outcome.isDone) throw new Error(`the import failed: ${JSON.stringify(outcome.badLines[0])}`);
}

/** The same tables with their constraints and indexes, but without the import's own checks. */
async function insertPlainly(portal: Portal, rows: readonly Row[]): Promise<void> {
  const { db } = portal.context();
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    const some = rows.slice(from, from + ROWS_A_STATEMENT);
    const people = some.map(
      ({ number }) => sql`(${`P${number}`}, 'staff', '林夏', 'Lin Xia', '一般', uuid_send(gen_random_uuid()), now())`,
    );
    const mailboxes = some.map(
      ({ address, hash }) => sql`(${`p${address}`}, 'mx', 'personal', ${hash}, '2019-05-01', now())`,
    );
    await db.execute(sql`insert into people (number, role, name, name_en, condition, reuse_salt, created_at)
      values ${sql.join(people, sql`, `)}`);
    await db.execute(sql`insert into mailboxes (address, system, kind, password_secret, password_changed_at, created_at)
      values ${sql.join(mailboxes, sql`, `)}`);
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return (performance.now() - beganAt) / 1_000;
}
