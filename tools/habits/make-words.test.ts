import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WORDS_FILE, wordsAsText } from './make-words';

const committed = readFileSync(WORDS_FILE, 'utf8');

test('the words that are committed are those that the lists make', () => {
  expect(committed).toBe(wordsAsText());
});

test('the words add no more than 64 KiB to what a browser loads', () => {
  expect(gzipSync(JSON.stringify(JSON.parse(committed))).length).toBeLessThan(64 * 1_024);
});
