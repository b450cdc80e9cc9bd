import { beforeAll, expect, inject, test } from 'vitest';
import { directoryChecks } from '@/bin/portal/directory-checks';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { Secret } from '@/lib/secret';
import { startDirectory } from '../../support/directory';
import type { Directory } from '../../support/openldap';
import { systemContext } from '../../support/world';

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

/** The findings of portal doctor about the directory: `ok`, or the faults. */
async function doctor(otherwise: Partial<DirectoryConfig> = {}): Promise<Record<string, string>> {
  const { mailServer } = inject('world').platform;
  const oz = { target: 'ldap', directory: { ...directory.config, ...otherwise }, mailServer } as const;
  const ctx = await systemContext();
  const results: Record<string, string> = {};
  for (const [name, look] of Object.entries(directoryChecks({ targets: { oz } }))) {
    results[name] = await Promise.resolve(look(ctx)).then(
      () => 'ok',
      (error: Error) => error.message,
    );
  }
  return results;
}

const WELL = { oz_bind: 'ok', oz_policy: 'ok', oz_writes: 'ok' };

test('a directory with the files of deploy/openldap is healthy, and the decoy stays unlocked with a new password', async () => {
  const before = await directory.read(directory.config.decoyDn);
  expect(await doctor()).toEqual(WELL);
  const after = await directory.read(directory.config.decoyDn);
  expect(after.pwdAccountLockedTime).toBeUndefined();
  expect(after.userPassword).not.toEqual(before.userPassword);
});

test.each([
  ['pwdLockout', 'FALSE', { oz_policy: 'pwdLockout is not TRUE', oz_writes: 'lets locked accounts in' }],
  ['pwdCheckQuality', '2', { oz_policy: 'pwdCheckQuality is 2', oz_writes: 'policy_refused' }],
  ['pwdMaxFailure', '5', { oz_policy: 'pwdMaxFailure lets any stranger lock an account by 5 tries' }],
  ['pwdMustChange', 'TRUE', { oz_policy: 'pwdMustChange' }],
  ['pwdMinAge', '86400', { oz_policy: 'pwdMinAge', oz_writes: 'policy_refused' }],
])('a policy with %s %s is reported, with what to do', async (attribute, value, expected) => {
  const [before] = (await directory.read(directory.policyDn))[attribute] ?? [];
  await directory.setPolicy(attribute, value);
  const results = await doctor();
  await directory.setPolicy(attribute, String(before));
  for (const [name, words] of Object.entries({ ...WELL, ...expected })) expect(results[name]).toContain(words);
  expect(await doctor()).toEqual(WELL);
});

test('missing rights, a wrong password and an unreachable server are reported as different faults', async () => {
  const dovecot = { bindDn: directory.dovecot.dn, bindPassword: new Secret(directory.dovecot.password) };
  const asDovecot = await doctor(dovecot);
  expect(asDovecot.oz_bind).toBe('ok');
  expect(asDovecot.oz_policy).not.toBe('ok');
  expect(asDovecot.oz_writes).toContain('rights_refused');
  expect((await doctor({ bindPassword: new Secret('wrong') })).oz_bind).toContain('bind_refused');
  expect((await doctor({ ca: undefined })).oz_bind).toContain('tls_failed');
  expect((await doctor({ decoyDn: `cn=nobody,${directory.config.base}` })).oz_writes).toContain('no_such_entry');
  await directory.stop();
  expect((await doctor()).oz_bind).toContain('connection_refused');
  await directory.start();
});
