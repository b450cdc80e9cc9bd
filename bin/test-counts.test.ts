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

const vitestTest = (status: string) => ({ status, fullName: `a test that is ${status}` });

test('vitest: every test counts once, and the skipped ones are named', () => {
  const assertionResults = ['passed', 'passed', 'failed', 'skipped', 'todo'].map(vitestTest);
  expect(countVitest(reportFile({ testResults: [{ status: 'failed', assertionResults }] }))).toEqual({
    passed: 2,
    failed: 1,
    skipped: ['a test that is skipped', 'a test that is todo'],
  });
});

test('vitest: a file that could not be loaded counts as a failure', () => {
  expect(countVitest(reportFile({ testResults: [{ status: 'failed', assertionResults: [] }] }))).toEqual({
    passed: 0,
    failed: 1,
    skipped: [],
  });
});

test('playwright: tests of nested suites count, and one that passed only at its second try is named', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const inner = { title: 'change', specs: [spec('works', 'expected'), spec('blinks', 'flaky')] };
  const outer = { title: 'password.spec.ts', specs: [spec('waits', 'skipped')], suites: [inner] };
  expect(countPlaywright(reportFile({ suites: [outer], errors: [] }))).toEqual({
    passed: 2,
    failed: 0,
    skipped: ['password.spec.ts › waits'],
    unsteady: ['password.spec.ts › change › blinks'],
  });
});

test('playwright: an error outside of the tests counts as a failure', () => {
  expect(countPlaywright(reportFile({ suites: [], errors: [{ message: 'no browser' }] }))).toMatchObject({ failed: 1 });
});
