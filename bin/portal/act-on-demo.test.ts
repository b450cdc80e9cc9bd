import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refuseDemoByAccident } from './act-on-demo';

const PRODUCTION = {
  DATABASE_URL: 'postgres://portal_app:none@127.0.0.1:1/mail_portal',
  PORTAL_ORIGINS: 'https://portal.example',
  PORTAL_SECRET: 's'.repeat(43),
  CAMPUS_ISSUER: 'https://campus.example',
  CAMPUS_JWKS_FILE: '/etc/mail-portal/campus-jwks.json',
  IMAP_URL: 'imaps://imap.example',
  DOVEADM_URLS: 'https://mail.example',
  DOVEADM_KEY: 'k'.repeat(16),
};

beforeEach(() => {
  for (const name of [...Object.keys(PRODUCTION), 'BREACHED_PASSWORDS_FILE']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A command line like the portal's, whose commands only record that they ran. */
async function call(...args: string[]): Promise<string> {
  let acted = 'nothing';
  const act = (name: string) => () => {
    acted = name;
  };
  const portal = new Command('portal').option('--demo').hook('preAction', refuseDemoByAccident);
  for (const name of ['demo', 'campus-link', 'migrate', 'doctor', 'keys', 'targets', 'breached']) {
    const command = portal.command(name).action(act(name));
    for (const below of ['set', 'list', 'update', 'check']) {
      command
        .command(below)
        .argument('[words...]')
        .action(act(`${name} ${below}`));
    }
  }
  try {
    await portal.parseAsync(['node', 'portal', ...args]);
    return acted;
  } catch (error) {
    return `${acted}: ${(error as Error).message}`;
  }
}

test.each([
  ['doctor'],
  ['campus-link'],
  ['keys', 'list'],
  ['targets'],
  ['targets', 'set', 'mx.example'],
  ['breached', 'check'],
])('A115 without DATABASE_URL “%s %s” does nothing, and says how to call it', async (...words) => {
  const called = words.slice(0, 2).join(' ');
  const outcome = await call(...words);
  expect(outcome).toMatch(/^nothing: DATABASE_URL is not set/);
  expect(outcome).toContain(`call: portal ${called} …`);
  expect(outcome).toContain(`call: npm run portal -- ${called} … --demo`);
  expect(await call(...words, '--demo')).toBe(called);
  expect(await call('--demo', ...words)).toBe(called);
});

test('the command for the demo alone, or one that refuses by itself, needs no --demo', async () => {
  for (const name of ['demo', 'migrate']) expect(await call(name)).toBe(name);
  vi.stubEnv('BREACHED_PASSWORDS_FILE', '/var/lib/mail-portal/passwords.breached');
  expect(await call('breached', 'check')).toBe('breached check');
});

test('with DATABASE_URL a command acts, and --demo contradicts it', async () => {
  for (const [name, value] of Object.entries(PRODUCTION)) vi.stubEnv(name, value);
  expect(await call('targets', 'list')).toBe('targets list');
  expect(await call('targets', 'list', '--demo')).toMatch(/^nothing: --demo was given, but DATABASE_URL/);
});

test('A115 a misspelled DATABASE_URL is no demo', async () => {
  vi.stubEnv('DATABASE_ULR', PRODUCTION.DATABASE_URL);
  expect(await call('targets', 'set', '--demo')).toContain('Did you mean DATABASE_URL?');
});
