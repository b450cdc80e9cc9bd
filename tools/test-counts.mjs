import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * What a test runner's JSON report says, as counts. A file that could not be loaded counts as one failed test.
 *
 * @typedef {{ passed: number, failed: string[], skipped: string[], unsteady: string[] }} Counts
 *   `failed` holds names, each with what the runner said below it; so does `unsteady`, what
 *   passed at its second try, and counts as passed. `skipped` holds names alone.
 */

/** Lines of what a runner says of one failure: the message, and the top of where it was. */
const LINES_OF_A_FAILURE = 12;

/** @returns {Counts} of vitest's reporter `json` */
export function countVitest(file) {
  const counts = { passed: 0, failed: [], skipped: [], unsteady: [] };
  for (const { name, status, message, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const failedBefore = counts.failed.length;
    for (const test of assertionResults) count(counts, test.status, test.fullName, test.failureMessages);
    if (status === 'failed' && counts.failed.length === failedBefore) counts.failed.push(tell(name, [message]));
  }
  return counts;
}

/** @returns {Counts} of Playwright's reporter `json` */
export function countPlaywright(file) {
  const counts = { passed: 0, failed: [], skipped: [], unsteady: [] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.suites.flatMap((suite) => testsIn(suite, []));
  for (const { name, status, messages } of tests) count(counts, status, name, messages);
  counts.failed.push(...report.errors.map(({ message }) => tell('outside of the tests', [message])));
  return counts;
}

function testsIn({ title, specs, suites = [] }, above) {
  const path = [...above, title];
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ status, results = [] }) => ({
      name: [...path, spec.title].join(' › '),
      status,
      messages: results.flatMap(({ errors = [] }) => errors.map(({ message }) => message)),
    })),
  );
  return [...own, ...suites.flatMap((suite) => testsIn(suite, path))];
}

function count(counts, status, name, messages = []) {
  // Of a test that passed at its second try vitest says what went wrong at the first; Playwright calls it flaky.
  const isUnsteady = status === 'flaky' || (status === 'passed' && messages.length > 0);
  const hasPassed = isUnsteady || status === 'passed' || status === 'expected';
  if (hasPassed) counts.passed += 1;
  if (isUnsteady) counts.unsteady.push(tell(name, messages));
  else if (status === 'failed' || status === 'unexpected') counts.failed.push(tell(name, messages));
  else if (!hasPassed) counts.skipped.push(name);
}

/** The name, and below it, set in, the first lines of each message. */
function tell(name, messages) {
  const lines = messages.flatMap((message = '') =>
    stripVTControlCharacters(message).trim().split('\n').slice(0, LINES_OF_A_FAILURE),
  );
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
}
