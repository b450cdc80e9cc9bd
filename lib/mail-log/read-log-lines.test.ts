import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readLogLines } from './read-log-lines';

const folder = mkdtempSync(join(tmpdir(), 'log-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(bytes: Buffer | string, name = 'log'): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const lines: string[] = [];
  for await (const batch of readLogLines(path)) lines.push(...batch);
  return lines;
}

test('lines end with LF or CRLF, and the last one may have no end', async () => {
  expect(await linesOf('')).toEqual([]);
  expect(await linesOf('a')).toEqual(['a']);
  expect(await linesOf('a\n')).toEqual(['a']);
  expect(await linesOf('a\r\n\nb\r\nc')).toEqual(['a', '', 'b', 'c']);
});

test('a line and a character that are divided between two reads are whole', async () => {
  // A read has 1 MiB.
  const lines = Array.from({ length: 60_000 }, (_, n) => `${n} 陳小明🙂 ${'x'.repeat(n % 90)}`);
  expect(await linesOf(lines.join('\n'))).toEqual(lines);
});

test('bytes that are no UTF-8 cost no more than their characters', async () => {
  expect(await linesOf(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3, 0x0a, 0x63]))).toEqual(['a\ufffdb', '\ufffd', 'c']);
});

test('A120 a line without an end is cut, and the line behind it is read', async () => {
  const [first = '', ...others] = await linesOf(`${'x'.repeat(5_000_000)}\nb\n`);
  expect(first.length).toBeLessThan(300_000);
  expect(first.length).toBeGreaterThan(65_536);
  expect(others).toEqual(['b']);
});

test('a compressed log is known by its first bytes, whatever its name', async () => {
  const lines = Array.from({ length: 30_000 }, (_, n) => `${n} ${'line '.repeat(n % 20)}`.trim());
  const whole = Buffer.from(`${lines.join('\n')}\n`);
  expect(await linesOf(gzipSync(whole), 'log.1')).toEqual(lines);
  // Logs that were compressed apart and joined.
  expect(await linesOf(Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]))).toEqual(['a', 'b']);
});

test('a damaged or missing log is refused with its reason', async () => {
  const whole = gzipSync('line\n'.repeat(1_000));
  await expect(linesOf(whole.subarray(0, 30))).rejects.toThrow('it is no whole gzip file');
  await expect(linesOf(Buffer.concat([whole.subarray(0, 10), Buffer.alloc(50, 0xff)]))).rejects.toThrow(
    'it is no whole gzip file',
  );
  const missing = readLogLines(join(folder, 'missing'));
  await expect(missing.next()).rejects.toThrow('it cannot be read (ENOENT)');
  await expect(readLogLines(folder).next()).rejects.toThrow('it cannot be read (EISDIR)');
});
