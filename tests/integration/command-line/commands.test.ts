import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { Secret } from '@/lib/secret';
import { admitTry } from '@/lib/sign-in/throttle/admit-try';
import { publish } from '@/lib/suspension/announcement/publish';
import { cast, newPassword } from '../../cast/cast';
import { importFiles } from '../../support/import-files';
import { type OwnCampus, ownCampus } from '../../support/own-campus';
import { productionSettings, startWorkerProcess } from '../../support/production-process';
import { type ProgramResult, portalCommand } from '../../support/run-program';
import { OTHERS_HASHES } from '../../support/stored-hashes';
import { anonymousContext, systemContext } from '../../support/world';

/** Runs the operator's commands as operators do: each in its own process, on a portal whose workers do not run. */
let campus: OwnCampus;
beforeAll(async () => {
  campus = await ownCampus();
});

const portal = (...args: string[]): Promise<ProgramResult> =>
  portalCommand(args, { ...productionSettings(campus.own), ...campus.settings });

/** The output of a command with --json: one document on stdout, and nothing else there. */
async function json(...args: string[]): Promise<{ code: number | null; answer: unknown }> {
  const { code, stdout } = await portal(...args, '--json');
  return { code, answer: JSON.parse(stdout) };
}

const people = () => cast(campus.own.runtime);

test('deliveries: exit code 0 without stuck deliveries, 3 with some; a retry prints their number', async () => {
  await campus.own.sql`delete from deliveries`;
  expect(await json('deliveries')).toEqual({ code: 0, answer: [] });
  const { linXia } = await people();
  await linXia.sets(newPassword());
  await campus.own.sql`
    update deliveries set attempts = 7, last_failure = 'server_failed', next_attempt_at = now() + interval '5 minutes'`;
  const stuck = { address: linXia.address, targetKey: 'dovecot', attempts: 7, lastFailure: 'server_failed' };
  expect(await json('deliveries')).toMatchObject({ code: 3, answer: [stuck] });
  const result = await portal('deliveries');
  expect(result).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(linXia.address) });

  const { chenXiaoAn } = await people();
  expect(await json('deliveries', 'retry', chenXiaoAn.address), 'nothing of it is stuck').toEqual({
    code: 1,
    answer: { due: 0, changed: false },
  });
  expect(await portal('deliveries', 'retry', chenXiaoAn.address)).toMatchObject({
    code: 1,
    stdout: `No delivery of ${chenXiaoAn.address} is stuck; nothing was done.\n`,
  });
  expect(await json('deliveries', 'retry', linXia.address.toUpperCase())).toEqual({
    code: 0,
    answer: { due: 1, changed: true },
  });
  const retried = () => campus.own.sql`select 1 from audit_log where action = 'deliveries.retried'`;
  const [{ length }] = [await retried()];
  for (const which of [[], [linXia.address]])
    expect(await json('deliveries', 'retry', ...which), 'A121 it is due already').toEqual({
      code: 0,
      answer: { due: 0, changed: false },
    });
  expect(await retried()).toHaveLength(length);
  expect(await portal('deliveries', 'retry', 'nobody@mx.nthu.edu.tw')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no mailbox nobody@mx.nthu.edu.tw.\n',
  });
});

test('changes: one is found by its number, in any spelling; without one the exit code is 1', async () => {
  const { linXia } = await people();
  const next = newPassword();
  const { change } = await linXia.sets(next);
  const { number, id } = change;
  const shown = {
    number,
    id,
    mailbox: linXia.address,
    mailboxState: 'active',
    person: { number: linXia.person.number, name: linXia.person.name },
    way: 'campus',
    from: '127.0.0.1',
    replacedBy: null,
    restoredAt: null,
    services: [{ service: 'mail_server', state: 'waiting', inForceAt: null, failure: null }],
  };
  for (const given of [number, number.toLowerCase().replace('-', ''), id]) {
    expect(await json('changes', 'show', given), given).toMatchObject({ code: 0, answer: shown });
  }
  const printed = await portal('changes', 'show', number);
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  for (const part of [number, linXia.address, linXia.person.number, 'the campus system', 'mail_server']) {
    expect(printed.stdout).toContain(part);
  }
  // Neither the password nor a hash of it.
  expect(printed.stdout).not.toMatch(/argon2|\$6\$/i);
  expect(printed.stdout).not.toContain(next);
  expect(await portal('changes', 'show', '2222-2222')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no change with the number 2222-2222.\n',
  });
  const mistaken = await portal('changes', 'show', linXia.address);
  expect(mistaken.stderr).toContain(`"${linXia.address}" is not a change number`);
});

test('changes: of one that was replaced, the time is that from which it was in force', async () => {
  const { linXia } = await people();
  const { change } = await linXia.sets(newPassword());
  const [row] = await campus.own.sql<{ effective_at: Date }[]>`
    update deliveries set written_at = now(), flushed_at = now(), connections_ended_at = now(), effective_at = now()
    where mailbox_id = ${change.mailboxId} and version = ${change.version} returning effective_at`;
  const later = await linXia.sets(newPassword());
  const { stdout } = await portal('changes', 'show', change.number);
  expect(stdout).toMatch(new RegExp(`^replaced by +${later.change.number}$`, 'm'));
  expect(stdout).toMatch(
    new RegExp(`^mail_server +superseded; in force from ${row?.effective_at.toISOString()};`, 'm'),
  );
});

test('targets: listed, added and removed; invalid settings are refused in a sentence', async () => {
  const everywhere = { target: 'dovecot-sql', targetKey: 'dovecot' };
  const { code, answer } = await json('targets');
  expect(code).toBe(0);
  expect(answer).toContainEqual({ domain: 'oz.nthu.edu.tw', ...everywhere });
  for (const [args, error] of [
    [['set', 'evil.example', 'ldap', 'directory'], 'mail_target.domain_unknown'],
    [['set', 'oz.nthu.edu.tw', 'ldap', 'directory'], 'mail_target.settings_unknown'],
    [['set', 'oz.nthu.edu.tw', 'google', 'dovecot'], 'mail_target.settings_differ'],
  ] as const) {
    const refused = await json('targets', ...args);
    expect(refused).toMatchObject({
      code: 1,
      answer: { error: { code: error, message: expect.stringMatching(/^\p{L}.*\.$/u) } },
    });
  }
  const named = { domain: 'oz.nthu.edu.tw', ...everywhere };
  expect(await json('targets', 'set', named.domain, named.target, named.targetKey)).toEqual({
    code: 0,
    answer: { ...named, changed: false },
  });
  expect((await json('targets', 'remove', named.domain, named.target)).code).toBe(1);
});

test('mail-settings: prints the DNS records of each mail domain that has servers', async () => {
  const imap = { name: '_imaps._tcp.mx.nthu.edu.tw.', type: 'SRV', value: '0 1 993 imap.mx.mail.example.' };
  const { code, answer } = await json('mail-settings', 'dns');
  expect(code).toBe(0);
  expect(answer).toContainEqual(imap);
  const { stdout } = await portal('mail-settings', 'dns');
  expect(stdout).toMatch(/^_imaps\._tcp\.mx\.nthu\.edu\.tw\. +IN +SRV +0 1 993 imap\.mx\.mail\.example\.$/m);
  expect(stdout).not.toContain('gapp');
});

test('import: a dry run reports each line, and weak-hashes lists the imported hashes', async () => {
  const [{ stored: ssha } = { stored: '' }] = OTHERS_HASHES;
  const good = importFiles(
    ['C123456,staff,林夏,Lin Xia,一般'],
    [`command-line@mx.nthu.edu.tw,personal,C123456,,${ssha},2019-05-01`],
  );
  const dry = await json('import', good.people, good.mailboxes, '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    answer: { done: false, dryRun: true, mailboxes: { added: 1 }, badLines: [], lines: [{ line: 2 }, { line: 2 }] },
  });
  expect(await json('import', good.people, good.mailboxes)).toMatchObject({ code: 0, answer: { done: true } });
  const weak = await json('weak-hashes');
  expect(weak.answer).toContainEqual(
    expect.objectContaining({ address: 'command-line@mx.nthu.edu.tw', scheme: '{SSHA}' }),
  );

  const bad = importFiles(['C123457,pope,林夏,Lin Xia,一般'], []);
  const refused = await portal('import', bad.people, bad.mailboxes);
  expect(refused.code).toBe(1);
  expect(`${refused.stdout}${refused.stderr}`).toMatch(
    /people\.csv 2, role: .+\n[\s\S]*Nothing was imported: 1 bad line\./,
  );
});

test('throttle: shows the counted failures, and clears them', async () => {
  const { linXia } = await people();
  const { address } = linXia;
  await campus.own.sql`delete from sign_in_failures`;
  const ctx = await anonymousContext({ runtime: campus.own.runtime });
  await admitTry(ctx, { account: address, secret: new Secret(newPassword()), work: 'usual' });
  expect(await json('throttle', 'show', address)).toMatchObject({
    code: 0,
    answer: { address, failures: 1, closed: false },
  });
  expect(await json('throttle', 'clear', address)).toEqual({
    code: 0,
    answer: { address, failures: 1, wasClosed: false, changed: true },
  });
  expect(await json('throttle', 'show', address)).toMatchObject({ answer: { failures: 0 } });
});

test('suspend and reinstate: accept evidence of that mailbox alone, and take effect when a worker has delivered them', async () => {
  const ctx = await systemContext(campus.own.runtime);
  await publish(ctx, DEMO_ANNOUNCEMENT);
  const { linXia } = await people();
  const { address } = linXia;
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const evidence = join(folder, 'evidence.jsonl');
  const incident = { time: '2026-11-15T03:12:09+08:00', protocol: 'smtp', address: '203.0.113.77', country: 'NL' };
  const asked = [
    'suspend',
    address,
    '--level',
    'warning',
    '--announcement',
    DEMO_ANNOUNCEMENT.id,
    '--evidence',
    evidence,
  ];

  writeFileSync(evidence, JSON.stringify({ ...incident, account: 'somebody-else@mx.nthu.edu.tw' }));
  expect(await json(...asked)).toMatchObject({ code: 1, answer: { error: { code: 'evidence.unreadable' } } });
  writeFileSync(evidence, JSON.stringify({ ...incident, account: address }));
  expect(await json(...asked, '--dry-run')).toEqual({
    code: 0,
    answer: { address, level: 'warning', changed: true, inForce: false, dryRun: true },
  });
  const unchanged = { address, state: 'active', changed: false, inForce: true, dryRun: false };
  expect(await json('reinstate', address), 'nothing was done, and nothing is pending').toEqual({
    code: 0,
    answer: unchanged,
  });

  const worker = startWorkerProcess(campus.own, campus.settings);
  await worker.isUp();
  expect(await json(...asked)).toEqual({
    code: 0,
    answer: { address, level: 'warning', changed: true, inForce: true, dryRun: false },
  });
  expect(await json(...asked), 'A121').toEqual({
    code: 0,
    answer: { address, level: 'warning', changed: false, inForce: true, dryRun: false },
  });
  expect(await checkOf('worker')).toMatchObject({ ok: true });
  const [row] = await campus.own.sql`
    select s.* from suspensions s join mailboxes m on m.id = s.mailbox_id where m.address = ${address}`;
  expect(JSON.stringify(row)).not.toContain('203.0.113.77');
  expect(await json('reinstate', address)).toEqual({
    code: 0,
    answer: { address, state: 'active', changed: true, inForce: true, dryRun: false },
  });
  worker.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(await checkOf('worker')).toMatchObject({ ok: false, message: expect.stringContaining('no worker') });
});

/** The findings of doctor about one component. */
async function checkOf(name: string): Promise<object | undefined> {
  const { answer } = await json('doctor');
  return (answer as { checks: { name: string }[] }).checks.find((check) => check.name === name);
}

test('many mailboxes: each result is reported; exit code 3 while no worker delivers, 1 when one is refused', async () => {
  const [one, other] = [(await people()).linXia.address, (await people()).linXia.address];
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'mailboxes.txt');
  writeFileSync(
    file,
    `\ufeff# what was found today\r\n\r\n${one.toUpperCase()}  # seen twice\nnobody@mx.nthu.edu.tw\n${other}\n${one}`,
  );
  const emergency = ['suspend', '--level', 'emergency', '--file', file];
  const unknown = {
    line: 4,
    outcome: 'refused',
    code: 'mailbox.not_found',
    message: 'There is no mailbox nobody@mx.nthu.edu.tw.',
  };
  const whatOf = (outcome: string, of: object = {}) => [
    { address: one, line: 3, outcome, ...of },
    unknown,
    { address: other, line: 5, outcome, ...of },
  ];
  const states = async () =>
    (await campus.own.sql`select state from mailboxes where address in (${one}, ${other})`).map(({ state }) => state);

  expect(await json(...emergency, '--all-or-nothing')).toMatchObject({
    code: 1,
    answer: { done: false, dryRun: false, mailboxes: whatOf('not_done') },
  });
  expect(await json(...emergency, '--dry-run')).toMatchObject({
    code: 1,
    answer: { done: false, dryRun: true, mailboxes: whatOf('would_be_done', { level: 'emergency', inForce: false }) },
  });
  expect(await states()).toEqual(['active', 'active']);
  expect(await json(...emergency)).toMatchObject({
    code: 1,
    answer: { done: false, dryRun: false, mailboxes: whatOf('done', { level: 'emergency', inForce: false }) },
  });
  expect(await states()).toEqual(['suspended_emergency', 'suspended_emergency']);

  const result = await portal('reinstate', one, other, other);
  expect(result).toMatchObject({ code: 3, stderr: '' });
  expect(result.stdout.split('\n')).toEqual([
    expect.stringContaining(`${one} may sign in and send again.`),
    expect.stringContaining(`${other} may sign in and send again.`),
    expect.stringMatching(/^Done: 2 of 2 mailboxes\. Not in force at the mail server yet: 2/),
    '',
  ]);
  expect(await json('suspend', one, '--level', 'emergency'), 'of one alone').toMatchObject({
    code: 3,
    answer: { address: one, level: 'emergency', changed: true, inForce: false },
  });
});

test('A120 a character that no address may contain is reported, in a file as in an argument', async () => {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'mailboxes.txt');
  writeFileSync(file, 'nobody@mx.nthu.edu.tw\r\u0430bc@mx.nthu.edu.tw\n');
  const absent = 'There is no mailbox nobody@mx.nthu.edu.tw.';
  const wrong = expect.stringMatching(/ \(character 1 is "\u0430" \(U\+0430\) in the address\)$/);
  expect(await json('reinstate', '--file', file)).toMatchObject({
    code: 1,
    answer: {
      mailboxes: [
        { line: 1, outcome: 'refused', message: absent },
        { line: 2, outcome: 'refused', message: wrong },
      ],
    },
  });
  expect(await json('reinstate', '\u0430bc@mx.nthu.edu.tw')).toMatchObject({
    code: 1,
    answer: { error: { code: 'mailbox.not_found', message: wrong } },
  });
});

test('A121 close and reopen take effect once each; exit code 3 until the mail server has confirmed', async () => {
  const { address } = (await people()).linXia;
  const answer = { address, state: 'closed', changed: true, inForce: false, dryRun: false };
  expect(await json('close', address)).toEqual({ code: 3, answer });
  expect(await json('close', address)).toEqual({ code: 3, answer: { ...answer, changed: false } });
  expect(await json('suspend', address, '--level', 'emergency')).toMatchObject({
    code: 1,
    answer: { error: { code: 'mailbox.closed', message: expect.stringContaining('portal reopen') } },
  });
  expect(await json('reopen', address)).toEqual({ code: 3, answer: { ...answer, state: 'active' } });
});

test.each([['targets'], ['--help'], ['deliveries', '--json'], ['reinstate', 'nobody@mx.nthu.edu.tw', '--json']])(
  'a reader that closes the pipe early, as head does, causes no stack trace: portal %s %s',
  async (...args) => {
    const child = spawn(process.execPath, ['dist/bin/portal.mjs', ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...productionSettings(campus.own), ...campus.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    const isRefused = args.includes('reinstate');
    expect({ code, stderr }).toEqual({
      code: isRefused ? 1 : expect.any(Number),
      stderr: isRefused ? 'There is no mailbox nobody@mx.nthu.edu.tw.\n' : '',
    });
  },
);

test('notices: exit code 3 while a mail cannot be sent, with its reason', async () => {
  await campus.own.sql`delete from notices`;
  expect(await json('notices')).toMatchObject({ code: 0, answer: { waiting: 0, notices: [] } });
  const { linXia } = await people();
  await linXia.sets(newPassword());
  await campus.own.sql`update notices set attempts = 2, last_failure = 'connection_refused'`;
  expect(await json('notices')).toMatchObject({
    code: 3,
    answer: { waiting: 1, failing: 1, notices: [{ recipient: linXia.address, reason: 'connection_refused' }] },
  });
});
