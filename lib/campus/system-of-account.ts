import type { CampusProfile } from './campus-profile';

export type AccountSystems = Pick<CampusProfile, 'mailSystems' | 'usualMailSystem'>;

const STUDENT = /^([a-z])(\d{2,10})$/;

/**
 * The mail system that an account belongs to by its form: a letter and a student number lead to the system of that
 * number's year, anything else to the usual one.
 *
 * A number's year is its first two digits when it is shorter than eight digits, else its first three.
 *
 * @param account the part before the @, in lower case
 * @returns the id of a mail system that is in the profile
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
