import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEnvironment } from './config';
import { refusePipes } from './refuse-pipes';

test('A120 a server with several processes refuses a pipe for a setting, which the second process would find empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')];
  writeFileSync(file, '{}');
  execFileSync('mkfifo', [pipe]);
  for (const name of [
    'BREACHED_PASSWORDS_FILE',
    'CAMPUS_PROFILE',
    'COUNTRY_FILE',
    'MAIL_TARGETS_FILE',
    'NODE_EXTRA_CA_CERTS',
  ]) {
    expect(() => refusePipes(readEnvironment({ [name]: pipe }))).toThrow(
      expect.objectContaining({ faults: [expect.stringContaining(`${name}: ${pipe} is a pipe`)] }),
    );
    expect(() => refusePipes(readEnvironment({ [name]: file }))).not.toThrow();
    expect(() => refusePipes(readEnvironment({ [name]: join(folder, 'missing') }))).not.toThrow();
  }
  expect(() => refusePipes(readEnvironment({}))).not.toThrow();
});
