import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * The counts of a test runner's JSON report. A file that could not be loaded counts as one failed test.
 *
 * @typedef {{ passed: number, failed: string[], skipped: string[], unsteady: string[] }} Counts
 *   `failed` holds names, each followed by the runner's messages. `unsteady` does too: it holds
 *   tests that passed at the second attempt, which also count as passed. `skipped` holds only names.
 */

/** Lines kept of each failure: the message and the top of the stack. */
const LINES_OF_A_FAILURE = 12;

/** @returns {Counts} of vitest's reporter `json` */
export function countVitest(file) {
  const counts = { passed: 0, failed: [], skipped: [], unsteady: [] };
  for (const { name, status, message, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const failedBefore = counts.failed.length;
    for (const test of assertionResults) count(counts, test.status, test.fullName, test.failureMessages);
    if (status === 'failed' && counts.failed.length === failedBefore)
      counts.failed.push(describeFailure(name, [message]));
  }
  return counts;
}

/** @returns {Counts} of Playwright's reporter `json` */
export function countPlaywright(file) {
  const counts = { passed: 0, failed: [], skipped: [], unsteady: [] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.suites.flatMap((suite) => testsIn(suite, []));
  for (const { name, status, messages } of tests) count(counts, status, name, messages);
  counts.failed.push(...report.errors.map(({ message }) => describeFailure('outside of the tests', [message])));
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
  // For a test that passed at the second attempt, vitest reports the messages of the first; Playwright's status is
  // flaky.
  const isUnsteady = status === 'flaky' || (status === 'passed' && messages.length > 0);
  const hasPassed = isUnsteady || status === 'passed' || status === 'expected';
  if (hasPassed) counts.passed += 1;
  if (isUnsteady) counts.unsteady.push(describeFailure(name, messages));
  else if (status === 'failed' || status === 'unexpected') counts.failed.push(describeFailure(name, messages));
  else if (!hasPassed) counts.skipped.push(name);
}

/** The name, followed by the first lines of each message, indented. */
function describeFailure(name, messages) {
  const lines = messages.flatMap((message = '') =>
    stripVTControlCharacters(message).trim().split('\n').slice(0, LINES_OF_A_FAILURE),
  );
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
}
