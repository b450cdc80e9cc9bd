import type { Config } from '@/lib/config/config';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { type PasswordPolicy, readPolicies } from '@/lib/mail-systems/directory/read-policies';
import { tryDecoy } from '@/lib/mail-systems/directory/try-decoy';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import english from '@/messages/en.json';
import type { Look } from './doctor-checks';

const FILES = 'see deploy/openldap/README.md';

/** The checks of `portal doctor` for each directory, under the key of its target. */
export function directoryChecks({ targets }: Pick<Config, 'targets'>): Record<string, Look> {
  const checks: Record<string, Look> = {};
  for (const [targetKey, one] of Object.entries(targets)) {
    if (one.target !== 'ldap') continue;
    const { directory, mailServer } = one;
    checks[`${targetKey}_bind`] = () =>
      named(async () => {
        if (!mailServer)
          throw new Error('no mail server is configured that signs in at it: its changes are never delivered');
        await ldap(directory, mailServer).health();
        return `accepts ${directory.bindDn} ${transportOf(directory)}, and shows ${directory.base}`;
      });
    checks[`${targetKey}_policy`] = () => named(() => checkPolicies(directory));
    checks[`${targetKey}_writes`] = ({ hasher }) =>
      named(async () => {
        const trial = await tryDecoy(directory, hasher);
        if (!trial.ok) throw new Error('not checked: too many hashes are being computed');
        const { isHashTaken, isLockEnforced } = trial.value;
        if (!isHashTaken) throw new Error(`does not know {ARGON2} hashes: load the module argon2 (${FILES})`);
        if (!isLockEnforced)
          throw new Error(`lets locked accounts in: load ppolicy, with pwdLockout TRUE in the policy (${FILES})`);
        return 'the decoy accepts a password and enforces a lock';
      });
  }
  return checks;
}

function transportOf({ url, startTls }: DirectoryConfig): string {
  if (url.startsWith('ldaps:')) return 'over TLS';
  return startTls ? 'over STARTTLS' : 'unencrypted, on this machine';
}

async function checkPolicies(directory: DirectoryConfig): Promise<string> {
  const policies = await readPolicies(directory);
  if (policies.length === 0) throw new Error(`${directory.bindDn} can read no password policy: permit it (${FILES})`);
  const faults = policies.flatMap((policy) => faultsOf(policy).map((fault) => `${policy.dn}: ${fault}`));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return `${policies.map(({ dn }) => dn).join(' and ')} leave passwords to the portal, and enforce locks`;
}

function faultsOf(policy: PasswordPolicy): string[] {
  const faults: string[] = [];
  if (!policy.pwdLockout) faults.push('pwdLockout is not TRUE, so that no lock is enforced');
  if (policy.pwdCheckQuality > 1) faults.push('pwdCheckQuality is 2, which refuses every hash: set it to 0 or 1');
  if (policy.pwdMinAge > 0) faults.push('pwdMinAge refuses a second change: set it to 0');
  if (policy.pwdMaxFailure > 0)
    faults.push(`pwdMaxFailure lets any stranger lock an account by ${policy.pwdMaxFailure} tries: set it to 0`);
  if (policy.pwdMustChange)
    faults.push('pwdMustChange asks every user to change the password that the portal has set: set it to FALSE');
  return faults;
}

/** Reports a failure of the directory in the words of a receipt. */
async function named(look: () => Promise<string>): Promise<string> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof DeliveryFailed) throw new Error(`${english.delivery.reasons[error.reason]} (${error.reason})`);
    throw error;
  }
}
