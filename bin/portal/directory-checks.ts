import type { Config } from '@/lib/config/config';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { type PasswordPolicy, readPolicies } from '@/lib/mail-systems/directory/read-policies';
import { tryDecoy } from '@/lib/mail-systems/directory/try-decoy';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import english from '@/messages/en.json';
import type { Look } from './doctor-checks';

const FILES = 'see deploy/openldap/README.md';

/** What portal doctor looks at in each directory, by the name of its settings. */
export function directoryChecks({ targets }: Pick<Config, 'targets'>): Record<string, Look> {
  const checks: Record<string, Look> = {};
  for (const [settings, one] of Object.entries(targets)) {
    if (one.target !== 'ldap') continue;
    const { directory, mailServer } = one;
    checks[`${settings}_bind`] = () =>
      named(async () => {
        if (!mailServer) throw new Error('no mail server is named that signs in at it: its changes are never told');
        await ldap(directory, mailServer).health();
        return `takes ${directory.bindDn} ${wayTo(directory)}, and shows ${directory.base}`;
      });
    checks[`${settings}_policy`] = () => named(() => checkPolicies(directory));
    checks[`${settings}_writes`] = ({ hasher }) =>
      named(async () => {
        const trial = await tryDecoy(directory, hasher);
        if (!trial.ok) throw new Error('too busy to look');
        const { isHashTaken, isLockEnforced } = trial.value;
        if (!isHashTaken) throw new Error(`does not know {ARGON2} hashes: load the module argon2 (${FILES})`);
        if (!isLockEnforced)
          throw new Error(`lets locked accounts in: load ppolicy, with pwdLockout TRUE in the policy (${FILES})`);
        return 'the decoy takes a password and keeps a lock';
      });
  }
  return checks;
}

function wayTo({ url, startTls }: DirectoryConfig): string {
  if (url.startsWith('ldaps:')) return 'over TLS';
  return startTls ? 'over STARTTLS' : 'unencrypted, on this machine';
}

async function checkPolicies(directory: DirectoryConfig): Promise<string> {
  const policies = await readPolicies(directory);
  if (policies.length === 0) throw new Error(`${directory.bindDn} may read no password policy: let it (${FILES})`);
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
    faults.push('pwdMustChange asks everybody to change what the portal has set: set it to FALSE');
  return faults;
}

/** A failure of the directory in the words that a receipt has for it. */
async function named(look: () => Promise<string>): Promise<string> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof DeliveryFailed) throw new Error(`${english.delivery.reasons[error.reason]} (${error.reason})`);
    throw error;
  }
}
