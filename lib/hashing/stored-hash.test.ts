import { expect, test } from 'vitest';
import { OTHERS_HASHES, REFUSED_HASHES } from '@/tests/support/stored-hashes';
import { isImportedHash, readStoredHash } from './stored-hash';

test.each(OTHERS_HASHES)('what $madeBy made may be stored, and is known as imported', ({ stored }) => {
  expect(readStoredHash(stored)?.hash).toBe(stored.replace(/^\{[A-Z0-9-]+\}/, ''));
  expect(isImportedHash(stored)).toBe(true);
});

test.each(REFUSED_HASHES)('%s is no form that may be stored', (_, stored) => {
  expect(readStoredHash(stored)).toBeUndefined();
});
