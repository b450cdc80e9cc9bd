import { EqualityFilter } from 'ldapts';
import { z } from 'zod';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { withDirectory } from './with-directory';

/** The library returns a missing attribute as an empty list. These attributes are single-valued. */
const value = z.union([z.string(), z.array(z.string()).max(1)]).transform((given) => [given].flat()[0]);
const number = value.transform((text) => (text === undefined ? 0 : Number(text)));
const flag = value.transform((text) => text === 'TRUE');
const policy = z.object({
  dn: z.string(),
  pwdLockout: flag,
  pwdMustChange: flag,
  pwdCheckQuality: number,
  pwdMinAge: number,
  pwdMaxFailure: number,
});

/** A password policy of a directory. Missing values are 0 or false. */
export type PasswordPolicy = z.infer<typeof policy>;

/** Reads the password policies that the portal's account has access to. @throws DeliveryFailed */
export function readPolicies(directory: DirectoryConfig): Promise<PasswordPolicy[]> {
  return withDirectory(directory, async (connection) => {
    const root = await connection.search('', { scope: 'base', attributes: ['namingContexts'] });
    const suffixes = [root.searchEntries[0]?.namingContexts ?? []].flat().map(String);
    const isAbove = (suffix: string) => directory.base.toLowerCase().endsWith(suffix.toLowerCase());
    const suffix = suffixes.find(isAbove);
    if (suffix === undefined) throw new DeliveryFailed('no_such_entry');

    const { searchEntries } = await connection.search(suffix, {
      scope: 'sub',
      filter: new EqualityFilter({ attribute: 'objectClass', value: 'pwdPolicy' }),
      attributes: Object.keys(policy.shape).filter((name) => name !== 'dn'),
    });
    const parsed = z.array(policy).safeParse(searchEntries);
    if (!parsed.success) throw new DeliveryFailed('unexpected_answer');
    return parsed.data;
  });
}
