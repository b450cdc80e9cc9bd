import type { Executor } from '@/db/connect';
import { listDomainsInUse, listMailTargets, type MailTarget } from '@/db/queries/mail-targets';
import { commandText } from '@/lib/config/command-text';
import type { Config } from '@/lib/config/config';
import { didYouMean } from '@/lib/config/did-you-mean';
import { StartRefusal } from '@/lib/start-refusal';

/**
 * Holds the table of mail systems against the campus and the configuration: every domain has one, and every one is known.
 *
 * @throws StartRefusal with one line a fault
 */
export async function checkMailTargets(
  on: Executor,
  config: Pick<Config, 'campus' | 'targets' | 'mode'>,
): Promise<void> {
  const faults = await findTargetFaults(on, config);
  if (faults.length === 0) return;
  throw new StartRefusal(`Not every change would reach its mail system:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
}

/** @returns one sentence a fault */
export async function findTargetFaults(on: Executor, config: Pick<Config, 'campus' | 'targets' | 'mode'>) {
  const { campus, targets } = config;
  const [rows, inUse] = await Promise.all([listMailTargets(on), listDomainsInUse(on)]);
  const served = new Set(rows.map(({ domain }) => domain));
  // Google's may be named in the profile long before the portal has to do with it.
  const ownSystems = campus.mailSystems.filter(({ serves }) => serves !== 'google');
  const domains = new Set([...ownSystems.map(({ domain }) => domain), ...inUse]);
  const unserved = [...domains]
    .filter((domain) => !served.has(domain))
    .map(
      (domain) =>
        `no mail system is named for ${domain}: ${commandText(config, `targets set ${domain} dovecot-sql dovecot`)}`,
    );
  return [...unserved, ...rows.flatMap((row) => findSettingsFault(row, targets) ?? [])];
}

/** @returns what is wrong with the settings that a row names, if anything is */
function findSettingsFault({ domain, target, targetKey }: MailTarget, targets: Config['targets']) {
  const known = targets[targetKey];
  if (!known)
    return `${domain}: MAIL_TARGETS_FILE has no key ${targetKey}.${didYouMean(targetKey, Object.keys(targets))}`;
  return known.target === target ? undefined : `${domain}: ${targetKey} is ${known.target}, not ${target}`;
}
