import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Writes more than a pipe holds, so that a write after the reader has gone is certain. */
const TOOL = `
  const { runProgram, say } = await import('./tools/steps.mjs');
  await runProgram(async () => {
    for (let block = 0; block < 100; block += 1) {
      say('line\\n'.repeat(10_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    process.exitCode = 3;
  });`;

test('a tool whose reader has closed the pipe ends with its own exit code and without a stack trace', () => {
  const pipeline = '{ "$1" --input-type=module -e "$2"; echo "exit code $?" >&2; } | head -n 1';
  const { stdout, stderr } = spawnSync('sh', ['-c', pipeline, 'sh', process.execPath, TOOL], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'line\n', stderr: 'exit code 3\n' });
});
