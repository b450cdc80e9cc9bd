import { browserTests, integrationTests, lint, serverTests, types, unitTests, unusedCode } from './checks.mjs';
import { checkNode, installDependencies, root } from './install.mjs';
import { installPackages } from './packages.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { runProgram, say } from './steps.mjs';
import { Tally } from './tally.mjs';

/**
 * `npm test`: all checks and tests, with real servers and a real browser. Ends with the time of each part and, as the
 * last line, the counts. Nothing is skipped silently.
 */
await runProgram(async () => {
  process.chdir(root);
  const tally = new Tally();
  const isReady = await tally.check('Installation', prepare);
  if (isReady) await runEverything(tally);

  say(`\n${tally.table}\n\n${tally}\n`);
  if (!tally.isGood) process.exitCode = 1;
});

async function prepare() {
  checkNode();
  await installDependencies();
  await installPackages();
}

async function build() {
  await buildPages();
  await buildPrograms();
}

async function runEverything(tally) {
  await tally.check('Lint', lint);
  await tally.check('Types', types);
  await tally.check('Unused code', unusedCode);
  await tally.test('Unit', unitTests);
  if (await tally.check('Build', build)) {
    await tally.test('Integration', integrationTests);
    await tally.test('Servers', serverTests);
    await tally.test('Browser', browserTests);
  } else tally.fail('The other tests did not run, because the build failed.');
}
