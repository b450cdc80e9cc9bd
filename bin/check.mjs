import { existsSync } from 'node:fs';
import { attackLines, lint, Tally, types, unitTests, unusedCode } from './checks.mjs';
import { checkNode, installDependencies, root } from './install.mjs';
import { runProgram, say, startStopwatch } from './steps.mjs';

/** `npm run check`: what one wants to know before a push, in under a minute. */
await runProgram(async () => {
  process.chdir(root);
  checkNode();
  await installDependencies();

  const stopwatch = startStopwatch();
  const tally = new Tally();
  await tally.check(lint);
  await tally.check(types);
  await tally.check(unusedCode);
  if (existsSync('bin/attacks.mjs')) await tally.check(attackLines);
  await tally.test(unitTests);

  say(`${tally} (${stopwatch()})\n`);
  if (!tally.isGood) process.exitCode = 1;
});
