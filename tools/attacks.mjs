import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';
import { runProgram, StepRefusal, say } from './steps.mjs';

/** The folders that hold the tests of each level. */
const LEVELS = {
  unit: ['app', 'lib', 'db', 'bin', 'tools', 'tests/unit'],
  integration: ['tests/integration'],
  browser: ['tests/e2e'],
};

/** `| A17 | the attack and its outcome | integration, browser · waits for way 2 |` */
const ROW = /^\|\s*(A\d+)\s*\|\s*(.+?)\s*\|\s*(.+?)\s*\|$/;
/** A test's title begins with the numbers of the lines that it proves: `'A38 A39 a change goes on …'`. */
const TITLE = /(?:\btest(?:\.\w+)*|\))\(\s*['"`]((?:A\d{1,3} )+)\S/g;

/**
 * Compares docs/attacks.md with the tests. Lists the lines that have no test yet, each with the feature it waits for.
 */
await runProgram(() => {
  const lines = readLines(join(root, 'docs', 'attacks.md'));
  const proofs = findProofs();
  const faults = [...lines.values()].flatMap((line) => faultsOf(line, proofs.get(line.id) ?? new Set()));
  for (const id of proofs.keys()) {
    if (!lines.has(id)) faults.push(`A test names ${id}, but docs/attacks.md has no such line.`);
  }

  const untested = [...lines.values()].filter(({ id }) => !proofs.has(id));
  say(`${lines.size} attacks listed, ${lines.size - untested.length} with a named test.\n`);
  for (const { id, what, waitsFor } of untested) say(`${id.padEnd(5)} waits for ${waitsFor ?? '?'}: ${what}\n`);
  if (faults.length > 0) throw new StepRefusal(faults.join('\n'));
});

function readLines(file) {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => ROW.exec(line));
  const lines = new Map();
  for (const [, id, what, proof] of rows.filter(Boolean)) {
    if (lines.has(id)) throw new StepRefusal(`docs/attacks.md has two lines with the number ${id}.`);
    const [, levels = '', waitsFor] = /^(.*?)(?:(?:^|\s·\s)waits for (.+))?$/.exec(proof) ?? [];
    lines.set(id, { id, what, claimed: levels.split(', ').filter(Boolean), waitsFor });
  }
  return lines;
}

function faultsOf({ id, claimed, waitsFor }, proved) {
  const unknown = claimed.filter((level) => !(level in LEVELS));
  if (unknown.length > 0) return [`${id}: docs/attacks.md names an unknown test level: ${unknown.join(', ')}.`];
  if (claimed.length === 0 && !waitsFor)
    return [`${id}: docs/attacks.md names neither a test level nor a feature that it waits for.`];
  const missing = claimed.filter((level) => !proved.has(level));
  if (missing.length > 0) return [`${id}: docs/attacks.md claims a test that does not exist: ${missing.join(', ')}.`];
  const undocumented = [...proved].filter((level) => !claimed.includes(level));
  return undocumented.map((level) => `${id}: docs/attacks.md does not name the level of an existing test: ${level}.`);
}

/** @returns for each attack, the levels at which a test names it */
function findProofs() {
  const proofs = new Map();
  for (const [level, folders] of Object.entries(LEVELS)) {
    for (const file of folders.flatMap(testsIn)) {
      for (const id of idsIn(readFileSync(file, 'utf8'))) {
        if (!proofs.has(id)) proofs.set(id, new Set());
        proofs.get(id).add(level);
      }
    }
  }
  return proofs;
}

function testsIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(root, folder, name));
}

function idsIn(text) {
  return [...text.matchAll(TITLE)].flatMap(([, ids]) => ids.trim().split(' '));
}
