import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';
import { run, runStep, StepRefusal } from './steps.mjs';
import { countPlaywright, countVitest } from './test-counts.mjs';

const program = (name) => join(root, 'node_modules', '.bin', name);

const refuse = (refusal) => ({ refusal, minutes: 5 });

// Every check throws a StepRefusal when it fails. Every suite of tests returns its counts (see test-counts.mjs).

export const lint = () => runStep('Lint', [program('biome'), 'check', '.'], refuse('Biome reports problems.'));

export async function types() {
  // The types of the routes are generated. Without them the check would fail in a fresh clone.
  await runStep('Route types', [program('next'), 'typegen'], refuse('next typegen failed.'));
  await runStep('Types', [program('tsc'), '--noEmit'], refuse('tsc reports type errors.'));
}

export const unusedCode = () => runStep('Unused code', [program('knip')], refuse('knip reports unused code.'));

/** Always shows the output, which lists the attacks that have no test yet. */
export async function attackLines() {
  const { ok } = await run([process.execPath, 'tools/attacks.mjs'], { minutes: 1, isShown: true });
  if (!ok) throw new StepRefusal('docs/attacks.md and the tests differ.');
}

export const unitTests = () => vitest('unit', 15);

export const integrationTests = () => vitest('integration', 25);

export const serverTests = () => vitest('servers', 25);

export function browserTests() {
  // The path is set in playwright.config.ts.
  const report = join(root, '.cache', 'playwright.json');
  return runTests([program('playwright'), 'test'], { minutes: 60, report, countIn: countPlaywright });
}

function vitest(project, minutes) {
  const report = join(root, '.cache', `vitest-${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [program('vitest'), 'run', `--project=${project}`, '--allowOnly=false', ...reporters];
  return runTests(command, { minutes, report, countIn: countVitest });
}

/**
 * @returns the counts of the runner's report; a run without tests and a failure of the runner itself count as one
 * failure
 */
async function runTests(command, { minutes, report, countIn }) {
  rmSync(report, { force: true });
  const { ok, code } = await run(command, { minutes, isShown: true, stopSignal: 'SIGINT' });
  const counts = existsSync(report) ? countIn(report) : { passed: 0, failed: [], skipped: [], unsteady: [] };
  if (!ok && counts.failed.length === 0) {
    counts.failed.push(`The test runner ended with exit code ${code} although no test failed.`);
  }
  if (counts.passed + counts.failed.length === 0) counts.failed.push('No test was run.');
  return counts;
}
