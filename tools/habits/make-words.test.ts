import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WORDS_FILE, wordsAsText } from './make-words';

const committed = readFileSync(WORDS_FILE, 'utf8');

test('the committed words equal those built from the lists', () => {
  expect(committed).toBe(wordsAsText());
});

test('the words add at most 64 KiB to the download of a browser', () => {
  expect(gzipSync(JSON.stringify(JSON.parse(committed))).length).toBeLessThan(64 * 1_024);
});
