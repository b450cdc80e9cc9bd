import { buildPages } from './build.mjs';
import { browserTests, integrationTests, lint, Tally, types, unitTests, unusedCode } from './checks.mjs';
import { checkNode, installDependencies, root } from './install.mjs';
import { installPackages } from './packages.mjs';
import { runProgram, say } from './steps.mjs';

/** `npm test`: everything, with real servers and a real browser. The last line counts; nothing is skipped silently. */
await runProgram(async () => {
  process.chdir(root);
  const tally = new Tally();
  const isReady = await tally.check(prepare);
  if (isReady) await runEverything(tally);

  say(`\n${tally}\n`);
  if (!tally.isGood) process.exitCode = 1;
});

async function prepare() {
  checkNode();
  await installDependencies();
  await installPackages();
}

async function runEverything(tally) {
  await tally.check(lint);
  await tally.check(types);
  await tally.check(unusedCode);
  await tally.test(unitTests);
  if (await tally.check(buildPages)) {
    await tally.test(integrationTests);
    await tally.test(browserTests);
  } else tally.fail('Nothing else was tested, since there is no build of the pages to run it on.');
}
