import type { CampusProfile } from './campus-profile';

export type AccountSystems = Pick<CampusProfile, 'mailSystems' | 'usualMailSystem'>;

const STUDENT = /^([a-z])(\d{2,10})$/;

/**
 * Determines the mail system of an account by its form: a letter and a student number belong to the system of that
 * number's year, any other account to the usual system.
 *
 * The year is the first two digits of a number of fewer than eight digits, otherwise the first three.
 *
 * @param account the part before the @, in lower case
 * @returns the id of a mail system in the profile
 */
export function systemOfAccount({ mailSystems, usualMailSystem }: AccountSystems, account: string): string {
  const [, prefix = '', number = ''] = STUDENT.exec(account) ?? [];
  const year = Number(number.slice(0, number.length < 8 ? 2 : 3));
  const system = mailSystems.find(({ students }) => {
    const [first = 0, last = -1] = students?.years ?? [];
    return number !== '' && students?.prefixes.includes(prefix) && first <= year && year <= last;
  });
  return system?.id ?? usualMailSystem;
}
