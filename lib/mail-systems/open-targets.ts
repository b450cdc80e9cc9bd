import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { ldap } from './directory/ldap';
import { dovecotSql } from './dovecot/dovecot-sql';
import { google } from './google/google';
import { simulated } from './simulated';
import type { Target } from './target';

/** The mail systems that this process can reach, by target key. */
export type Targets = ReadonlyMap<string, Target>;

/**
 * Creates the targets of the configuration. No connection is opened before the first use.
 *
 * @param here what the simulated mail system of a demo needs; without it none is simulated
 */
export function openTargets(
  { targets, mode }: Pick<Config, 'targets' | 'mode'>,
  clock: Clock,
  here?: Parameters<typeof simulated>[0],
): Targets {
  const opened = new Map<string, Target>();
  for (const [targetKey, one] of Object.entries(targets)) {
    // A demo without a mail server has no target here.
    if (one.target === 'dovecot-sql' && one.mailServer) opened.set(targetKey, dovecotSql(one.mailServer));
    if (one.target === 'google') opened.set(targetKey, google(one.google, clock));
    if (one.target === 'simulated' && mode === 'demo' && here) opened.set(targetKey, simulated(here));
    if (one.target === 'ldap' && one.mailServer) opened.set(targetKey, ldap(one.directory, one.mailServer));
  }
  return opened;
}
