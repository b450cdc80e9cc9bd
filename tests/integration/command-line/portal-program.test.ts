import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { createServer } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { minutes } from '@/lib/clock';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { makeCertificate } from '../../support/certificate';
import { importFiles } from '../../support/import-files';
import { type OwnCampus, ownCampus } from '../../support/own-campus';
import { productionSettings } from '../../support/production-process';
import { type ProgramResult, portalCommand } from '../../support/run-program';
import { atTheEnd } from '../../support/world';

/** The program that operators run, installed as docs/operations.md describes: by a symbolic link, with the services' settings. */
let campus: OwnCampus;
let folder: string;
let program: string;
beforeAll(async () => {
  campus = await ownCampus();
  folder = makeScratchFolder();
  atTheEnd(async () => rmSync(folder, { recursive: true, force: true }));
  program = join(folder, 'portal');
  symlinkSync(resolve('deploy/portal.mjs'), program);
});

function portal(
  args: string[],
  { settings, standsIn, shell = {} }: { settings: string; standsIn: string; shell?: Record<string, string> },
): Promise<ProgramResult> {
  const env = { NODE_ENV: 'production', PATH: process.env.PATH, PORTAL_ENV_FILE: settings, ...shell } as const;
  return new Promise((done) => {
    execFile(program, args, { cwd: standsIn, env, timeout: minutes(1) }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

/** A settings file as operators may write it: with comments, quotes, and characters that other parsers misread. */
function settingsFile(changed: Record<string, string> = {}): string {
  const settings = { ...productionSettings(campus.own), ...campus.settings, ...changed };
  const lines = Object.entries(settings).map(([name, value], at) => `${name}=${at % 2 ? `"${value}"` : value}`);
  const file = join(folder, 'portal.env');
  writeFileSync(
    file,
    ['# The settings.', '; PORT=http', ...lines, 'HEALTH_TOKEN=token #with a #sign', ''].join('\r\n'),
  );
  return file;
}

test('a relative file name is resolved in the caller’s working directory', { timeout: minutes(2) }, async () => {
  const files = importFiles(['C123456,staff,林夏,Lin Xia,一般'], []);
  const names = [basename(files.people), basename(files.mailboxes)];
  const dry = await portal(['import', ...names, '--dry-run', '--json'], {
    settings: settingsFile(),
    standsIn: files.folder,
  });
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, lines: [{ line: 2 }] });
});

test('a private CA of NODE_EXTRA_CA_CERTS is honoured', { timeout: minutes(2) }, async () => {
  const certificate = await makeCertificate(folder);
  const [cert, key] = [readFileSync(certificate), readFileSync(join(folder, 'key.pem'))];
  const server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => {});
    socket.write('* OK ready\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atTheEnd(async () => server.close());
  const IMAP_URL = `imaps://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const imap = async (changed: Record<string, string>) => {
    const { stdout } = await portal(['doctor', '--json'], { settings: settingsFile(changed), standsIn: folder });
    const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean }[] };
    return checks.find(({ name }) => name === 'imap');
  };
  expect(await imap({ IMAP_URL })).toMatchObject({ ok: false });
  expect(await imap({ IMAP_URL, NODE_EXTRA_CA_CERTS: certificate })).toMatchObject({ ok: true });
});

test('a missing settings file is reported by path, and nothing is done', {
  timeout: minutes(2),
}, async () => {
  const settings = join(folder, 'none.env');
  const refused = await portal(['targets', 'set', 'mx.nthu.edu.tw', 'dovecot-sql', 'dovecot'], {
    settings,
    standsIn: folder,
  });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`settings in ${settings}`) });
});

test('A115 nothing is created without DATABASE_URL, not even a demo', { timeout: minutes(2) }, async () => {
  const DATA_DIR = join(makeScratchFolder(), 'data');
  atTheEnd(async () => rmSync(resolve(DATA_DIR, '..'), { recursive: true, force: true }));
  const words = ['targets', 'set', 'mx.nthu.edu.tw', 'dovecot-sql', 'dovecot', '--json'];
  const refused = await portalCommand(words, { DATA_DIR });
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'demo.not_asked' } });
  expect(readdirSync(resolve(DATA_DIR, '..'))).toEqual([]);
});

test('A115 settings come from the file alone, never from the caller’s shell', {
  timeout: minutes(2),
}, async () => {
  const shell = { PORT: 'none', SMTP_URL: 'none', PGHOST: '10.0.0.1' };
  const listed = await portal(['keys', 'list', '--json'], { settings: settingsFile(), standsIn: folder, shell });
  expect(listed).toMatchObject({ code: 0, stderr: '' });
});

test('A115 a file with a byte order mark is refused: the services miss its first setting', {
  timeout: minutes(2),
}, async () => {
  const settings = settingsFile();
  writeFileSync(settings, `\ufeff${readFileSync(settings, 'utf8')}`);
  const refused = await portal(['keys', 'list'], { settings, standsIn: folder });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('byte order mark') });
});

test('--help needs no readable settings file', { timeout: minutes(2) }, async () => {
  // Reading a directory as a file fails, also for root.
  const help = await portal(['import', '--help'], { settings: folder, standsIn: folder });
  expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('portal import') });
  const refused = await portal(['keys', 'list'], { settings: folder, standsIn: folder });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
});

/** Shells number the descriptors of `<(…)` from the highest, or from the first free one. */
test.each([
  ['high', '"$0" import <(cat "$1") <(cat "$2") --dry-run --json'],
  ['low', 'exec 11< <(cat "$1") 12< <(cat "$2"); "$0" import /dev/fd/11 /proc/self/fd/12 --dry-run --json'],
])('A120 pipes at %s file descriptors are read through the program', { timeout: minutes(2) }, async (_, script) => {
  const files = importFiles(['C123457,staff,林夏,Lin Xia,一般'], []);
  const read = await new Promise<ProgramResult>((done) => {
    const env = { NODE_ENV: 'production', PATH: process.env.PATH, PORTAL_ENV_FILE: settingsFile() } as const;
    execFile(
      'bash',
      ['--norc', '-c', script, program, files.people, files.mailboxes],
      { env, timeout: minutes(1) },
      (error, stdout, stderr) => done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
  expect(read).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(read.stdout)).toMatchObject({ dryRun: true, lines: [{ line: 2 }] });
});

test('A120 one input under two names is refused before anything is read', { timeout: minutes(2) }, async () => {
  const refused = await portal(['import', '-', '/dev/stdin', '--json'], { settings: settingsFile(), standsIn: folder });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('same input') });
});
