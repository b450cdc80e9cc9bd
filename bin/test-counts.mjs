import { readFileSync } from 'node:fs';

/**
 * What a test runner's JSON report says, as counts. A file that could not be loaded counts as one failed test.
 *
 * @typedef {{ passed: number, failed: number, skipped: string[], unsteady?: string[] }} Counts
 *   `skipped` and `unsteady` hold names; unsteady is what passed at its second try, and counts as passed
 */

/** @returns {Counts} of vitest's reporter `json` */
export function countVitest(file) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const { status, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const failedBefore = counts.failed;
    for (const test of assertionResults) count(counts, test.status, test.fullName);
    if (status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}

/** @returns {Counts} of Playwright's reporter `json` */
export function countPlaywright(file) {
  const counts = { passed: 0, failed: 0, skipped: [], unsteady: [] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status } of report.suites.flatMap((suite) => testsIn(suite, []))) count(counts, status, name);
  counts.failed += report.errors.length;
  return counts;
}

function testsIn({ title, specs, suites = [] }, above) {
  const path = [...above, title];
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ status }) => ({ name: [...path, spec.title].join(' › '), status })),
  );
  return [...own, ...suites.flatMap((suite) => testsIn(suite, path))];
}

function count(counts, status, name) {
  if (status === 'passed' || status === 'expected') counts.passed += 1;
  else if (status === 'failed' || status === 'unexpected') counts.failed += 1;
  else if (status === 'flaky') countUnsteady(counts, name);
  else counts.skipped.push(name);
}

function countUnsteady(counts, name) {
  counts.passed += 1;
  counts.unsteady.push(name);
}
