import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readJson, readJsonSync } from './read-json';
import { readText, readTextSync } from './read-text';

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'input-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A pipe that another process writes to once. */
function pipeOf(content: string): string {
  const folder = scratch();
  const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')];
  writeFileSync(file, content);
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', file, pipe], { stdio: 'ignore' });
  onTestFinished(() => void writer.kill());
  return pipe;
}

test('A120 a pipe is read completely, asynchronously and synchronously', async () => {
  const long = `${'x'.repeat(200_000)}\n`;
  expect(await readText(pipeOf(long))).toBe(long);
  expect(readTextSync(pipeOf(long))).toBe(long);
});

test('A120 a byte order mark before JSON is skipped', async () => {
  const file = join(scratch(), 'file.json');
  writeFileSync(file, '\ufeff{"a": 1}\r\n');
  expect(await readJson(file)).toEqual({ a: 1 });
  expect(readJsonSync(file)).toEqual({ a: 1 });
});

test.each([
  ['that is missing', () => join(scratch(), 'none'), 'it cannot be read (ENOENT)'],
  ['that is a folder', scratch, 'it cannot be read (EISDIR)'],
])('a file %s is reported with the system’s error code', async (_, path, message) => {
  const at = path();
  await expect(readText(at)).rejects.toThrow(message);
  expect(() => readTextSync(at)).toThrow(message);
});

test('a device that never ends does not fill the memory', async () => {
  await expect(readText('/dev/zero')).rejects.toThrow('it is longer than 32 MiB');
});

test('an invalid line is reported by its number', async () => {
  const file = join(scratch(), 'file');
  writeFileSync(file, Buffer.concat([Buffer.from('林夏\n'), Buffer.from([0xff, 0x0a])]));
  await expect(readText(file)).rejects.toThrow('it is not UTF-8 (line 2: character 1 is the byte 0xFF)');
  writeFileSync(
    file,
    Buffer.concat([Buffer.from('{\n"a": 1,\n"b": 2,\n"c": "'), Buffer.from([0xaa, 0x4c]), Buffer.from('"\n}\n')]),
  );
  await expect(readText(file)).rejects.toThrow(
    'it is not UTF-8 (line 4: character 7 is the byte 0xAA) but seems to be BIG5',
  );
});
