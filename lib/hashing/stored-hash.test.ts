import { expect, test } from 'vitest';
import { OTHERS_HASHES, REFUSED_HASHES } from '@/tests/support/stored-hashes';
import { isImportedHash, readStoredHash } from './stored-hash';

test.each(OTHERS_HASHES)('a hash by $madeBy may be stored and counts as imported', ({ stored }) => {
  expect(readStoredHash(stored)?.hash).toBe(stored.replace(/^\{[A-Z0-9-]+\}/, ''));
  expect(isImportedHash(stored)).toBe(true);
});

test.each(REFUSED_HASHES)('%s may not be stored', (_, stored) => {
  expect(readStoredHash(stored)).toBeUndefined();
});
