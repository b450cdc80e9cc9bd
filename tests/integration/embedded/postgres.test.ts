import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/demo/embedded/postgres';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { runsAsRoot } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';
import { commandLines } from '@/tests/support/processes';

const PASSWORD = 'of the superuser';
const scratch = makeScratchFolder();
/** Created by the first test that needs it, since creation takes a second. */
const dataDir = `${scratch}/database`;
const running: EmbeddedPostgres[] = [];

afterEach(() => Promise.all(running.splice(0).map((database) => database.stop())));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function start({ folder = dataDir, port }: { folder?: string; port?: number } = {}): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({
    dataDir: folder,
    port,
    superuserPassword: PASSWORD,
    durable: false,
    log: () => {},
  });
  running.push(database);
  return database;
}

async function query(database: EmbeddedPostgres, text: string, password = PASSWORD): Promise<unknown[]> {
  const sql = postgres(database.url('postgres', password, 'postgres'), { max: 1 });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

test('data persists across a stop and a new start', async () => {
  const first = await start();
  await query(first, `CREATE TABLE kept AS SELECT '密碼' AS text`);
  await first.stop();
  expect(await query(await start(), `SELECT text, upper('é') FROM kept`)).toEqual([{ text: '密碼', upper: 'É' }]);
});

test('a connection without the password is refused', async () => {
  await expect(query(await start(), 'SELECT 1', 'wrong')).rejects.toThrow('password authentication failed');
});

test('two portals never share one database', async () => {
  await start();
  const second = start();
  await expect(second).rejects.toBeInstanceOf(StartRefusal);
  await expect(second).rejects.toThrow(`is in use by process ${process.pid}`);
});

test('a port in use is refused in one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(start({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken by another program.`);
  other.close();
});

test('a folder with other content is left unchanged', async () => {
  const folder = `${scratch}/thesis`;
  mkdirSync(folder);
  writeFileSync(`${folder}/chapter-1.txt`, 'years of work');
  await expect(start({ folder })).rejects.toThrow('holds something that is not a database');
  expect(existsSync(`${folder}/chapter-1.txt`)).toBe(true);
});

test('an interrupted start leaves nothing that makes the next one fail', async () => {
  const folder = `${scratch}/interrupted`;
  mkdirSync(`${folder}.new/data`, { recursive: true });
  writeFileSync(`${folder}.new/data/PG_VERSION`, '18');
  writeFileSync(`${folder}.owner`, '1 1');
  expect(await query(await start({ folder }), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a closed folder does not hinder root, whose database runs as another user', async () => {
  const closed = `${scratch}/closed`;
  mkdirSync(closed, { mode: 0o700 });
  const database = await start({ folder: `${closed}/database` });
  expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(dirname(database.dataDir)).toMatch(runsAsRoot() ? /^\/var\/lib\/mail-portal-\w+$/ : closed);
  await database.stop();
  rmSync(database.dataDir, { recursive: true });
});

test('a process id of an ended server, reused by another program, does not hinder a start', async () => {
  await (await start()).stop();
  writeFileSync(`${dataDir}/postmaster.pid`, `${process.pid}\n${dataDir}\n`);
  expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('the database ends when its portal is killed', async () => {
  const { portal, databasePid } = await startInAnotherProcess();
  portal.kill('SIGKILL');
  await expect.poll(() => isAlive(databasePid), { timeout: 10_000 }).toBe(false);
});

test('a database that outlived its portal is stopped and started again, with its data', async () => {
  const { portal, databasePid, url } = await startInAnotherProcess();
  const client = postgres(url, { max: 1 });
  await client`CREATE TABLE notes AS SELECT 1 AS one`;
  process.kill(supervisorOf(databasePid), 'SIGKILL');
  portal.kill('SIGKILL');
  await once(portal, 'exit');
  expect(isAlive(databasePid)).toBe(true);

  const database = await start();
  expect(isAlive(databasePid)).toBe(false);
  expect(await query(database, 'SELECT one FROM notes')).toEqual([{ one: 1 }]);
  await client.end();
});

async function startInAnotherProcess(): Promise<{ portal: ChildProcess; databasePid: number; url: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import('./lib/demo/embedded/postgres.ts');
    const [dataDir, superuserPassword] = ${JSON.stringify([dataDir, PASSWORD])};
    const database = await startEmbeddedPostgres({ dataDir, superuserPassword, durable: false, log() {} });
    console.log(database.pid + ' ' + database.url('postgres', superuserPassword, 'postgres'));
  `;
  const portal = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: portal.stdout }), 'line')) as [string];
  const [databasePid, url] = line.split(' ') as [string, string];
  return { portal, databasePid: Number(databasePid), url };
}

/** The process that ends the database when its portal has ended. */
function supervisorOf(databasePid: number): number {
  const watch = [...commandLines()].find(([, line]) => line.includes('kill -s') && line.endsWith(` ${databasePid}`));
  return watch?.[0] ?? Number.NaN;
}

const isAlive = (pid: number): boolean => commandLines().has(pid);
