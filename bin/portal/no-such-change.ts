import { isChangeId } from '@/lib/password/receipt/change-id';
import { readReference } from '@/lib/reference';

/** Says that a change was not found, or that the given text cannot be the number of one, as after a misheard letter. */
export function noSuchChange(given: string): string {
  return readReference(given) || isChangeId(given.trim().toLowerCase())
    ? `There is no change with the number ${given}.`
    : `"${given}" is not a change number: that has eight characters, such as 7KQ2-M4XD, and none of 0, 1, I, L, O and U.`;
}
