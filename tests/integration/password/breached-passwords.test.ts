import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { changePassword } from '@/lib/password/change-password';
import type { Runtime } from '@/lib/runtime/runtime';
import { buildBreachedFile } from '@/lib/strength/breached/build-breached-file';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { enterByPassword } from '../../support/enter-by-password';
import { newPerson } from '../../support/people';
import { readableLog } from '../../support/readable-log';
import { portalCommand } from '../../support/run-program';
import { anonymousContext, anotherRuntime, superuser, systemContext } from '../../support/world';

const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();

/** A list of breached passwords in the format of the range files. */
function listOf(...passwords: string[]): { from: string; to: string } {
  const folder = makeScratchFolder();
  const from = join(folder, 'list.txt');
  writeFileSync(from, passwords.map((password) => `${sha1(password)}:12\r\n`).join(''));
  return { from, to: join(folder, 'passwords.breached') };
}

async function fileOf(...passwords: string[]): Promise<string> {
  const { from, to } = listOf(...passwords);
  await buildBreachedFile({ from, to, minCount: 1, madeAt: new Date() });
  return to;
}

const signsIn = async (runtime: Runtime, who: Pick<Player, 'address' | 'password'>) =>
  enterByPassword(await anonymousContext({ runtime }), who);

test('A69 a strong password of a published list is refused in every spelling with the same stored form, and changes nothing', async () => {
  const stolen = `${newPassword()} é`.normalize('NFC');
  const runtime = await anotherRuntime({ breachedPasswordsFile: await fileOf(stolen) });
  const { linXia } = await cast(runtime);
  for (const typed of [stolen, stolen.normalize('NFD')]) {
    const outcome = await changePassword(await linXia.at(), linXia.wants(typed));
    expect(outcome).toEqual({ ok: false, code: 'password.breached' });
  }
  expect((await signsIn(runtime, linXia)).ok).toBe(true);
  expect((await changePassword(await linXia.at(), linXia.wants(`${stolen}s`))).ok).toBe(true);
});

test('A69 A80 a user whose password was breached since is signed in and warned, and no log or row records it', async () => {
  const { log, lines } = readableLog();
  const { linXia: someone } = await cast();
  const runtime = await anotherRuntime({ breachedPasswordsFile: await fileOf(someone.password) }, log);
  expect(needed(await signsIn(runtime, someone))).toMatchObject({ address: someone.address, breached: true });

  const { linXia: other } = await cast(runtime);
  expect(needed(await signsIn(runtime, other))).toMatchObject({ breached: false });

  const rows = await superuser()`select l::text as row from audit_log l
    join audit_pseudonyms p on p.pseudonym = l.person_pseudonym where p.person_id = ${someone.person.id}`;
  expect(rows.length).toBeGreaterThan(0);
  const kept = [...lines, ...rows.map(({ row }) => String(row))].join('\n');
  for (const trace of [someone.password, sha1(someone.password), sha1(someone.password).slice(0, 12), 'breached']) {
    expect(kept.toLowerCase()).not.toContain(trace.toLowerCase());
  }
});

test('A69 a wrong password gets no warning, listed or not', async () => {
  const stolen = newPassword();
  const runtime = await anotherRuntime({ breachedPasswordsFile: await fileOf(stolen) });
  const { linXia } = await cast(runtime);
  const outcome = await signsIn(runtime, { address: linXia.address, password: stolen });
  expect(outcome).toEqual({ ok: false, code: 'sign_in.failed' });
});

test('an unreadable list refuses no sign-in, and accepts no new password', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({ breachedPasswordsFile: '/nowhere/passwords.breached' }, log);
  const { linXia } = await cast(runtime);
  expect(needed(await signsIn(runtime, linXia))).toMatchObject({ breached: false });
  expect(lines.join('\n')).toContain('the breached passwords could not be looked up');
  expect(lines.join('\n')).not.toContain(linXia.password);
  await expect(changePassword(await linXia.at(), linXia.wants(newPassword()))).rejects.toThrow();
});

test('the shipped file leads to a warning about a common password that was imported', async () => {
  const runtime = await anotherRuntime();
  const { box } = await newPerson(await systemContext(runtime), { password: 'iloveyou123' });
  expect(needed(await signsIn(runtime, box))).toMatchObject({ breached: true });
});

const breachedCommand = (args: string[], settings: Record<string, string>, stdin = '') =>
  portalCommand(['breached', ...args], settings, stdin);

test('the command line creates the file, reports its contents, and looks up a password from stdin', async () => {
  const stolen = newPassword();
  const { from, to } = listOf(stolen, 'another one');
  const settings = { BREACHED_PASSWORDS_FILE: to };

  const made = await breachedCommand(['update', from, '--min-count', '10', '--json'], settings);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(made.stdout)).toEqual({
    file: to,
    count: 2,
    minCount: 10,
    falsePositiveRate: 2 / 2 ** 48,
    read: { taken: 2, passedOver: 0, badLines: 0, firstBadLines: [] },
  });

  const asked = await breachedCommand(['check', '--json'], settings, `${stolen}\n`);
  expect(JSON.parse(asked.stdout)).toEqual({ breached: true });
  expect(`${asked.stdout}${asked.stderr}`).not.toContain(stolen);
  const other = await breachedCommand(['check', '--json'], settings, newPassword());
  expect(JSON.parse(other.stdout)).toEqual({ breached: false });
});

test('the command line explains in a sentence why it created nothing', async () => {
  const { from, to } = listOf('one');
  const before = readFileSync(from);
  const unset = await breachedCommand(['update', from], {});
  expect(unset).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('BREACHED_PASSWORDS_FILE') });
  const missing = await breachedCommand(['update', `${from}.none`], { BREACHED_PASSWORDS_FILE: to });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*list\.txt\.none cannot be read\.\n$/) });
  expect(readFileSync(from).equals(before)).toBe(true);
});
