import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countPlaywright, countVitest } from './test-counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'test-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reportFile(report: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

const vitestTest = (status: string) => ({
  status,
  fullName: `a test that is ${status}`,
  failureMessages: status === 'failed' ? ['\u001b[31mexpected 1 to be 2\u001b[39m\n    at a.test.ts:1:1'] : [],
});

test('vitest: every test counts once; failed tests have their messages, skipped ones only their names', () => {
  const assertionResults = ['passed', 'passed', 'failed', 'skipped', 'todo'].map(vitestTest);
  expect(countVitest(reportFile({ testResults: [{ status: 'failed', assertionResults }] }))).toEqual({
    passed: 2,
    failed: ['a test that is failed\n    expected 1 to be 2\n        at a.test.ts:1:1'],
    skipped: ['a test that is skipped', 'a test that is todo'],
    unsteady: [],
  });
});

test('vitest: a test that passed at the second attempt counts as passed and unsteady, with the messages of the first', () => {
  const assertionResults = [{ ...vitestTest('passed'), failureMessages: ['expected 1 to be 2'] }];
  expect(countVitest(reportFile({ testResults: [{ status: 'passed', assertionResults }] }))).toEqual({
    passed: 1,
    failed: [],
    skipped: [],
    unsteady: ['a test that is passed\n    expected 1 to be 2'],
  });
});

test('vitest: a file that could not be loaded counts as a failure', () => {
  const file = { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] };
  expect(countVitest(reportFile({ testResults: [file] }))).toEqual({
    passed: 0,
    failed: ['a.test.ts\n    no such module'],
    skipped: [],
    unsteady: [],
  });
});

test('playwright: tests of nested suites count, and a flaky one counts as passed and unsteady', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const results = ['no such button', 'no such link'].map((message) => ({ errors: [{ message }] }));
  const broken = { title: 'breaks', tests: [{ status: 'unexpected', results }] };
  const inner = { title: 'change', specs: [spec('works', 'expected'), spec('blinks', 'flaky'), broken] };
  const outer = { title: 'password.spec.ts', specs: [spec('waits', 'skipped')], suites: [inner] };
  expect(countPlaywright(reportFile({ suites: [outer], errors: [] }))).toEqual({
    passed: 2,
    failed: ['password.spec.ts › change › breaks\n    no such button\n    no such link'],
    skipped: ['password.spec.ts › waits'],
    unsteady: ['password.spec.ts › change › blinks'],
  });
});

test('playwright: an error outside of the tests counts as a failure', () => {
  expect(countPlaywright(reportFile({ suites: [], errors: [{ message: 'no browser' }] }))).toMatchObject({
    failed: ['outside of the tests\n    no browser'],
  });
});
