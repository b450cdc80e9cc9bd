import type { Executor } from '@/db/connect';
import { listDomainsInUse, listMailTargets, type MailTarget } from '@/db/queries/mail-targets';
import { commandText } from '@/lib/config/command-text';
import type { Config } from '@/lib/config/config';
import { didYouMean } from '@/lib/config/did-you-mean';
import { StartRefusal } from '@/lib/start-refusal';

/**
 * Checks the table of mail targets against the campus profile and the configuration: every domain has a target, and
 * every target is configured.
 *
 * @throws StartRefusal with one line per fault
 */
export async function checkMailTargets(
  on: Executor,
  config: Pick<Config, 'campus' | 'targets' | 'mode'>,
): Promise<void> {
  const faults = await findTargetFaults(on, config);
  if (faults.length === 0) return;
  throw new StartRefusal(`Not every change would reach its mail system:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
}

/** @returns one sentence per fault */
export async function findTargetFaults(on: Executor, config: Pick<Config, 'campus' | 'targets' | 'mode'>) {
  const { campus, targets } = config;
  const [rows, inUse] = await Promise.all([listMailTargets(on), listDomainsInUse(on)]);
  const served = new Set(rows.map(({ domain }) => domain));
  // The profile may name Google's domain long before the portal serves it.
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

/** @returns what is wrong with the target of a row, if anything */
function findSettingsFault({ domain, target, targetKey }: MailTarget, targets: Config['targets']) {
  const known = targets[targetKey];
  if (!known)
    return `${domain}: MAIL_TARGETS_FILE has no key ${targetKey}.${didYouMean(targetKey, Object.keys(targets))}`;
  return known.target === target ? undefined : `${domain}: ${targetKey} is ${known.target}, not ${target}`;
}
