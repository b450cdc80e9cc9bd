import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import { demoConfig, isDemo, productionConfig, readEnvironment } from '@/lib/config/config';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { type ProgramResult, runProgram } from '../../support/run-program';
import { atTheEnd, ownDatabase, worldConfig } from '../../support/world';

/** Starts a program of bin with only these settings, and waits until it exits. */
async function start(
  settings: Record<string, string>,
  program: 'server' | 'worker' = 'server',
): Promise<ProgramResult> {
  const dataDir = makeScratchFolder();
  const ended = await runProgram(program, [], {
    ...(process.env.HOME && { HOME: process.env.HOME }),
    DATA_DIR: dataDir,
    PORT: '0',
    ...settings,
  });
  rmSync(dataDir, { recursive: true, force: true });
  return ended;
}

const SECRET = 'x'.repeat(48);
const production = (changed: Record<string, string | undefined> = {}): Record<string, string> => {
  const settings = {
    DATABASE_URL: 'postgres://portal_app:none@127.0.0.1:1/mail_portal',
    PORTAL_ORIGINS: 'https://portal.example',
    PORTAL_SECRET: SECRET,
    CAMPUS_ISSUER: 'https://campus.example',
    CAMPUS_JWKS_FILE: worldConfig().campusJwksFile,
    IMAP_URL: 'imaps://mail.example',
    DOVEADM_URLS: 'https://mail.example:8080',
    DOVEADM_KEY: 'a-key-of-the-tests',
    ...changed,
  };
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

/** Expects one readable report without details for programmers. */
function expectReport({ code, stdout, stderr }: Awaited<ReturnType<typeof start>>, ...sentences: (string | RegExp)[]) {
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain(SECRET);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

/** The text of the report, without starting a program. */
function faultsOf(settings: Record<string, string>): readonly string[] {
  try {
    const environment = readEnvironment(settings);
    if (isDemo(environment)) demoConfig(environment, inject('world').platform);
    else productionConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    return error.faults;
  }
}

test('an invalid configuration stops the start with exit code 1 and one report that names every fault', async () => {
  const settings = { PORT: '99999', SESSION_IDLE_MINUTES: '1', SESSION_ADDRESS: 'none', LOG_LEVEL: 'loud' };
  expectReport(await start(settings), /PORT:/, /SESSION_IDLE_MINUTES:/, /SESSION_ADDRESS:/, /LOG_LEVEL:/);
});

test('a demo with production settings, or reachable from other machines, does not start', async () => {
  const settings = { PORTAL_SECRET: SECRET, HOST: '0.0.0.0' };
  expectReport(await start(settings), /PORTAL_SECRET is a production setting/, /HOST=0\.0\.0\.0: a demo listens on/);
});

test('A120 a demo with a pipe as its campus profile does not start: the server would drain it before the worker', async () => {
  const folder = makeScratchFolder();
  const pipe = join(folder, 'profile');
  execFileSync('mkfifo', [pipe]);
  expectReport(await start({ CAMPUS_PROFILE: pipe }), `CAMPUS_PROFILE: ${pipe} is a pipe`);
  rmSync(folder, { recursive: true });
});

test('production with a weak secret does not start', async () => {
  expectReport(await start(production({ PORTAL_SECRET: 'secret' })), /PORTAL_SECRET: at least 43 characters/);
});

test('a valid configuration is accepted', () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf(production())).toEqual([]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a demo that others could reach by name', { HOST: 'portal.example' }, /a demo listens on loopback only/],
  ['a demo with a mail server of its own', { IMAP_URL: 'imaps://mail.example' }, /IMAP_URL is a production setting/],
  ['too short a least password', { PASSWORD_MIN_LENGTH: '7' }, /PASSWORD_MIN_LENGTH/],
  ['a campus profile that is not there', { CAMPUS_PROFILE: '/nowhere/profile.json' }, /profile/],
  ['a proxy list that is none', { TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES/],
  ['no secret', production({ PORTAL_SECRET: undefined }), /PORTAL_SECRET is not set/],
  ['an empty secret', production({ PORTAL_SECRET: '' }), /PORTAL_SECRET is not set/],
  ['an origin without https', production({ PORTAL_ORIGINS: 'http://portal.example' }), /is not https/],
  ['an origin with a path', production({ PORTAL_ORIGINS: 'https://portal.example/mail' }), /PORTAL_ORIGINS/],
  ['no origin', production({ PORTAL_ORIGINS: ' , ' }), /PORTAL_ORIGINS/],
  ['no mail server', production({ DOVEADM_URLS: undefined }), /DOVEADM_URLS is not set/],
  ['a database of another kind', production({ DATABASE_URL: 'mysql://x:y@127.0.0.1/z' }), /DATABASE_URL: postgres:/],
])('the configuration is refused for %s', (_, settings, fault) => {
  expect(faultsOf(settings).join('\n')).toMatch(fault);
});

test('a configuration report repeats no secret', () => {
  const faults = faultsOf(production({ PORTAL_SECRET: 'a weak secret', DATABASE_URL: 'mysql://x:pass-word@h/z' }));
  expect(faults.join('\n')).not.toMatch(/a weak secret|pass-word/);
});

test('a port in use is reported in one sentence, with what to do', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => holder.close());
  const { port } = holder.address() as AddressInfo;
  expectReport(await start({ PORT: `${port}` }), `Port ${port} on 127.0.0.1 is in use`, /set PORT/);
});

test('A89 an unreachable database stops the start with a sentence, not a stack trace', async () => {
  expectReport(await start(production()), /database/i);
  expectReport(await start(production(), 'worker'), /database/i);
});

test('a database without the portal’s tables stops the start with a sentence', async () => {
  const own = await ownDatabase();
  await own.sql`drop table installation`;
  const settings = production({ DATABASE_URL: own.runtime.config.databaseUrl });
  expectReport(await start(settings), /database cannot be used/, /migrate/);
});

test('production refuses a demo database, whose passwords are public', async () => {
  const settings = production({ DATABASE_URL: inject('world').platform.databaseUrl });
  expectReport(await start(settings), /demo database/);
  expectReport(await start(settings, 'worker'), /demo database/);
});

test('the start fails without a key for campus links, since no user could sign in', async () => {
  const { databaseUrl } = (await ownDatabase()).runtime.config;
  const settings = (file: string) => production({ DATABASE_URL: databaseUrl, CAMPUS_JWKS_FILE: file });
  expectReport(await start(settings('/no/such/keys.json')), /CAMPUS_JWKS_FILE=\/no\/such\/keys\.json cannot be used/);
  expectReport(await start(settings('package.json')), /CAMPUS_JWKS_FILE=package\.json cannot be used/);
});

test('a missing or invalid file of breached passwords stops the start', async () => {
  const { databaseUrl } = (await ownDatabase()).runtime.config;
  const settings = (file: string) => production({ DATABASE_URL: databaseUrl, BREACHED_PASSWORDS_FILE: file });
  expectReport(await start(settings('/no/such/file')), /BREACHED_PASSWORDS_FILE=\/no\/such\/file cannot be used/);
  expectReport(await start(settings('package.json')), /package\.json cannot be used: it is no file of breached/);
});
