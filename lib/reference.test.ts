import { expect, test } from 'vitest';
import { newReference, readReference } from './reference';

test('a reference has eight characters in two groups, without those that are confused on the phone', () => {
  for (let n = 0; n < 200; n += 1) expect(newReference()).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
});

test('a reference is read as people write it: in lower case, without the dash, with spaces', () => {
  for (const given of ['7KQ2-M4XD', '7kq2-m4xd', '7KQ2M4XD', ' 7kq2 m4xd ', '7KQ2–M4XD']) {
    expect(readReference(given), given).toBe('7KQ2-M4XD');
  }
});

test('another text is no reference', () => {
  for (const given of ['', '7KQ2-M4X', '7KQ2-M4XDD', '7KQ2-M4X0', 'lin@mx', '7KQ2_M4XD']) {
    expect(readReference(given), given).toBeUndefined();
  }
});
