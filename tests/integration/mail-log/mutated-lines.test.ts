import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLogClock } from '@/lib/mail-log/parse/log-clock';
import { readLine } from '@/lib/mail-log/parse/read-line';

const MOST_MS = 5;
const MUTATIONS = 100_000;

const options = {
  clock: createLogClock({ reference: new Date('2026-11-30T00:00:00Z'), timeZone: 'Asia/Taipei' }),
  source: 'dovecot',
} as const;

const LINES = ['dovecot', 'postfix'].flatMap((source) =>
  readFileSync(`tests/support/mail-logs/${source}.log`, 'utf8').trimEnd().split('\n'),
);

/** The shortest of some runs: another program may have had the core. */
function timeOf(line: string): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 || (run < 10 && shortest > MOST_MS); run += 1) {
    const from = performance.now();
    readLine(line, options);
    shortest = Math.min(shortest, performance.now() - from);
  }
  return shortest;
}

/** A small generator with a seed, so that a line that fails can be found again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PARTS = [
  ': ',
  ', ',
  '(',
  ')',
  '<',
  '>',
  '[',
  ']',
  '=',
  ' ',
  '"',
  '\\',
  '\u0000',
  '\ufffd',
  '陳',
  '\ud83d',
  'user=<',
  'rip=',
];

function mutated(line: string, random: (below: number) => number): string {
  let text = line;
  for (let changes = random(6) + 1; changes > 0; changes -= 1) {
    const at = random(text.length + 1);
    const other = LINES[random(LINES.length)] ?? '';
    const kind = random(6);
    if (kind === 0) text = text.slice(0, at) + text.slice(at + 1 + random(20));
    else if (kind === 1) text = text.slice(0, at) + (PARTS[random(PARTS.length)] ?? '') + text.slice(at);
    else if (kind === 2) text = text.slice(0, at) + other.slice(random(other.length + 1));
    else if (kind === 3)
      text = text.slice(0, at) + text.slice(at, at + 1 + random(30)).repeat(random(40)) + text.slice(at);
    else if (kind === 4) text = text.slice(0, at);
    else text = text.slice(0, at) + String.fromCharCode(random(0x3000)) + text.slice(at + 1);
  }
  return text;
}

test('A124 of 100,000 mutated lines none throws, and none takes over 5 ms', { timeout: 60_000 }, () => {
  const random = randomFrom(20_261_130);
  const slow: string[] = [];
  for (let n = 0; n < MUTATIONS; n += 1) {
    const line = mutated(LINES[n % LINES.length] ?? '', random);
    const from = performance.now();
    const found = readLine(line, options);
    if (performance.now() - from > MOST_MS && timeOf(line) > MOST_MS) slow.push(line);
    if (found.is === 'noise') expect(found.name).toMatch(/^[a-z][a-z_0-9]{2,40}$/);
  }
  expect(slow).toEqual([]);
});
