import { existsSync } from 'node:fs';
import { attackLines, lint, types, unitTests, unusedCode } from './checks.mjs';
import { checkNode, installDependencies, root } from './install.mjs';
import { runProgram, say, startStopwatch } from './steps.mjs';
import { Tally } from './tally.mjs';

/** `npm run check`: the checks to run before a push, in under a minute. */
await runProgram(async () => {
  process.chdir(root);
  checkNode();
  await installDependencies();

  const stopwatch = startStopwatch();
  const tally = new Tally();
  await tally.check('Lint', lint);
  await tally.check('Types', types);
  await tally.check('Unused code', unusedCode);
  if (existsSync('tools/attacks.mjs')) await tally.check('Attacks', attackLines);
  await tally.test('Unit', unitTests);

  say(`${tally} (${stopwatch()})\n`);
  if (!tally.isGood) process.exitCode = 1;
});
