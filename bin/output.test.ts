import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const WELCOME = 'The portal is up:  http://127.0.0.1:3000\n\n  A123456  "linxia"\n{"level":50}';

const printed = (isTerminal?: boolean): string =>
  execFileSync(
    process.execPath,
    [
      ...['--import', 'tsx', '--input-type=module', '-e'],
      `const { printForPerson } = await import('./bin/output.ts'); printForPerson(${JSON.stringify(WELCOME)}, ${isTerminal});`,
    ],
    { encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'silent' } },
  );

test('A112 the welcome of a demo is one record a line where stdout is no terminal', () => {
  const records = printed()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records).toEqual(
    WELCOME.split('\n')
      .filter(Boolean)
      .map((msg) => expect.objectContaining({ level: 30, time: expect.any(String), output: 'welcome', msg })),
  );
});

test('a terminal gets the welcome unchanged', () => {
  expect(printed(true)).toBe(`${WELCOME}\n`);
});
