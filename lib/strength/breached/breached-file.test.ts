import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after, minutes } from '@/lib/clock';
import { Secret } from '@/lib/secret';
import { falsePositiveRate, fingerprintOf } from './breached-format';
import { createBreachedPasswords } from './breached-passwords';
import { buildBreachedFile } from './build-breached-file';
import { openBreachedFile } from './open-breached-file';

let folder: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breached-'));
  to = join(folder, 'passwords.breached');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();
const lineOf = (password: string, count = 1) => `${sha1(password)}:${count}\n`;
const madeAt = new Date('2026-01-02T03:04:05Z');

function list(...lines: string[]): string {
  const from = join(folder, 'list.txt');
  writeFileSync(from, lines.join(''));
  return from;
}

const build = (from: string, minCount = 1) => buildBreachedFile({ from, to, minCount, madeAt });

async function held(...passwords: string[]): Promise<boolean[]> {
  const file = await openBreachedFile(to);
  try {
    return await Promise.all(passwords.map((password) => file.holds(fingerprintOf(password))));
  } finally {
    await file.close();
  }
}

test('exactly the passwords of the list are found, whatever its order, case and line ends', async () => {
  const { read, facts } = await build(
    list(
      lineOf('zebra'),
      lineOf('雨傘與烏龍麵').toLowerCase(),
      lineOf('apple').replace('\n', '\r\n'),
      lineOf('zebra'),
      '\n',
    ),
  );
  expect(read).toEqual({ taken: 4, passedOver: 0, badLines: 0, firstBadLines: [] });
  expect(facts).toEqual({ count: 3, minCount: 1, madeAt });
  expect(await held('zebra', '雨傘與烏龍麵', 'apple', 'Zebra', 'apple ', '')).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('the first and the last possible fingerprint are found', async () => {
  await build(list(`${'F'.repeat(40)}:1\n`, `${'0'.repeat(40)}:1`));
  const file = await openBreachedFile(to);
  const asked = ['000000000000', 'ffffffffffff', '000000000001', 'fffffffffffe', '00ffffffffff', 'ff0000000000'];
  const answers = await Promise.all(asked.map((hex) => file.holds(Buffer.from(hex, 'hex'))));
  await file.close();
  expect(answers).toEqual([true, true, false, false, false, false]);
});

test('a folder of ranges makes the same file as the list of whole hashes', async () => {
  const passwords = Array.from({ length: 300 }, (_, at) => `password number ${at}`);
  await build(list(...passwords.map((password) => lineOf(password))));
  const ofList = readFileSync(to);

  const ranges = join(folder, 'ranges');
  mkdirSync(ranges);
  for (const password of passwords) {
    const [prefix, suffix] = [sha1(password).slice(0, 5), sha1(password).slice(5)];
    const name = prefix < '8' ? prefix : `${prefix}.txt`;
    // With the padding that the ranges contain on request: a count of 0, so not taken.
    const padding = `${randomBytes(18).toString('hex').slice(0, 35).toUpperCase()}:0\r\n`;
    writeFileSync(join(ranges, name), `${suffix}:7\r\n${padding}`, { flag: 'a' });
  }
  const { read } = await build(ranges);
  expect(read).toMatchObject({ taken: 300, passedOver: 300, badLines: 0 });
  expect(readFileSync(to).equals(ofList)).toBe(true);
});

test('passwords seen less often than the minimum are left out', async () => {
  const { read, facts } = await build(list(lineOf('often', 10), lineOf('seldom', 9)), 10);
  expect(read).toMatchObject({ taken: 1, passedOver: 1 });
  expect(facts).toMatchObject({ count: 1, minCount: 10 });
  expect(await held('often', 'seldom')).toEqual([true, false]);
});

test('a large file finds each of its passwords, and has the documented rate of false positives', async () => {
  // Among all 2^48 fingerprints the rate is too small to measure, so this test uses the 2^24 that end in the same three
  // bytes.
  const ending = 'aaaaaa';
  const beginnings = new Set(Array.from({ length: 270_000 }, () => randomBytes(3).toString('hex')));
  const { facts } = await build(list([...beginnings].map((hex) => `${hex}${ending.padEnd(34, '0')}:1\n`).join('')));
  expect(facts.count).toBe(beginnings.size);
  // Beyond 2^18 fingerprints the index has two bytes.
  expect(statSync(to).size).toBe(64 + 65_536 * 4 + facts.count * 4);

  const held = [...beginnings].filter((_, at) => at % 1_000 === 0);
  expect(await countHeld(held.map((hex) => `${hex}${ending}`))).toBe(held.length);

  const expected = (facts.count / 2 ** 24) * 100_000;
  const taken = await countHeld(Array.from({ length: 100_000 }, () => `${randomBytes(3).toString('hex')}${ending}`));
  // Six standard deviations: once in 10^9 runs.
  expect(Math.abs(taken - expected)).toBeLessThan(6 * Math.sqrt(expected));
  expect(falsePositiveRate(facts.count)).toBe(facts.count / 2 ** 48);
  expect(await countHeld(Array.from({ length: 10_000 }, () => randomBytes(6).toString('hex')))).toBe(0);
});

async function countHeld(fingerprints: string[]): Promise<number> {
  const file = await openBreachedFile(to);
  let count = 0;
  for (let at = 0; at < fingerprints.length; at += 500) {
    const some = fingerprints.slice(at, at + 500).map((hex) => file.holds(Buffer.from(hex, 'hex')));
    count += (await Promise.all(some)).filter(Boolean).length;
  }
  await file.close();
  return count;
}

test('a few bad lines are skipped and named by their position, and never repeated', async () => {
  const { read } = await build(list(lineOf('one'), 'letmein\n', `${sha1('two')}\n`, lineOf('three')));
  expect(read).toMatchObject({ taken: 2, badLines: 2 });
  expect(read.firstBadLines.map((where) => where.replace(/.*:/, ''))).toEqual(['2', '3']);
  expect(JSON.stringify(read)).not.toContain('letmein');
});

test('A120 a byte order mark, either line ending, blanks and a line of 10 MB lose no other line; UTF-16 is named', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((name) => lineOf(name).trim());
  const { read } = await build(list(`\ufeff${one}\n ${two} \r\n\r\n${'x'.repeat(10_000_000)}\n${three}`));
  expect(read).toMatchObject({ taken: 3, badLines: 1 });
  const wide = join(folder, 'wide.txt');
  writeFileSync(wide, `\ufeff${one}\n`, 'utf16le');
  await expect(build(wide)).rejects.toThrow(/UTF-16LE/);
});

test('A120 a list can be read from a pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', 'cat "$0" > "$1"', list(lineOf('one')), pipe], { stdio: 'ignore' });
  expect((await build(pipe)).read).toMatchObject({ taken: 1 });
});

test('a file of another format changes nothing, and leaves no temporary file', async () => {
  await build(list(lineOf('one')));
  const before = readFileSync(to);
  await expect(build(list('hello\n'.repeat(101)))).rejects.toThrow(/More than 100 lines/);
  await expect(build(list(''))).rejects.toThrow(/holds no password/);
  await expect(build(list(lineOf('one', 1)), 2)).rejects.toThrow(/seen 2 times or more/);
  await expect(build(list('x'.repeat(3_000_000)))).rejects.toThrow(/no text of lines/);
  await expect(build(join(folder, 'nowhere'))).rejects.toThrow(/cannot be read/);
  await expect(build(folder)).rejects.toThrow(/no prefix of five/);
  expect(readFileSync(to).equals(before)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['list.txt', 'passwords.breached']);
});

test.each<[string, (whole: Buffer) => Buffer, RegExp]>([
  ['empty', () => Buffer.alloc(0), /no file of breached passwords/],
  ['another kind of file', () => Buffer.from('# passwords\n'.repeat(20)), /no file of breached passwords/],
  ['cut', (whole) => whole.subarray(0, -1), /bytes long where its header promises/],
  ['cut within its index', (whole) => whole.subarray(0, 200), /bytes long where its header promises/],
  ['longer', (whole) => Buffer.concat([whole, Buffer.from('x')]), /bytes long where its header promises/],
  ['of a later version', (whole) => changed(whole, 8), /version 254/],
  ['damaged in its header', (whole) => changed(whole, 9), /header is damaged/],
  ['damaged in its time', (whole) => changed(whole, 31), /header or index is damaged/],
  ['damaged in its index', (whole) => changed(whole, 300), /header or index is damaged/],
])('a file that is %s is refused with the reason', async (_what, damage, reason) => {
  await build(list(lineOf('one'), lineOf('two')));
  writeFileSync(to, damage(readFileSync(to)));
  await expect(openBreachedFile(to)).rejects.toThrow(reason);
});

function changed(whole: Buffer, at: number): Buffer {
  const copy = Buffer.from(whole);
  copy.writeUInt8((copy.readUInt8(at) ^ 255) & 255, at);
  return copy;
}

test('overwriting or replacing the file does not affect the one opened at the start', async () => {
  await build(list(lineOf('one')));
  let now = new Date(0);
  const report = vi.fn();
  const breached = createBreachedPasswords({ path: to, clock: () => now, report });
  expect((await breached.facts()).count).toBe(1);

  const inPlace = () => writeFileSync(to, 'broken');
  const pipe = () => {
    rmSync(to);
    execFileSync('mkfifo', [to]);
  };
  for (const spoil of [inPlace, pipe, () => rmSync(to)]) {
    spoil();
    now = after(now, minutes(1));
    expect(await breached.has(new Secret('one'))).toBe(true);
  }
  expect(report).toHaveBeenCalledTimes(3);
  await breached.close();
});

test('A120 a pipe is refused at once', async () => {
  execFileSync('mkfifo', [to]);
  const passwords = createBreachedPasswords({ path: to, clock: () => madeAt, report: () => {} });
  await expect(passwords.facts()).rejects.toThrow('it is not a file with random access');
});

test('a new file is in use within a minute without a restart, and a bad one leaves the last good one in force', async () => {
  let now = new Date(0);
  const report = vi.fn();
  const breached = createBreachedPasswords({ path: to, clock: () => now, report });
  const has = (password: string) => breached.has(new Secret(password));
  await expect(has('one')).rejects.toThrow();

  await build(list(lineOf('one')));
  expect(await has('one')).toBe(true);
  await build(list(lineOf('two')));
  expect([await has('one'), await has('two')]).toEqual([true, false]);
  now = after(now, minutes(1));
  expect([await has('one'), await has('two')]).toEqual([false, true]);

  rmSync(to);
  writeFileSync(to, 'broken');
  for (let times = 0; times < 3; times += 1) {
    now = after(now, minutes(1));
    expect([await has('one'), await has('two')]).toEqual([false, true]);
  }
  expect(report).toHaveBeenCalledTimes(1);
  rmSync(to);
  await build(list(lineOf('three')));
  now = after(now, minutes(1));
  expect((await Promise.all(Array.from({ length: 20 }, () => has('three')))).every(Boolean)).toBe(true);
  await breached.close();
});
