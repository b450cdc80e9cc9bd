import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { ldap } from './directory/ldap';
import { dovecotSql } from './dovecot/dovecot-sql';
import { google } from './google/google';
import { simulated } from './simulated';
import type { Target } from './target';

/** The mail systems that this process can reach, by the name of their settings. */
export type Targets = ReadonlyMap<string, Target>;

/**
 * Opens nothing yet: a mail system is reached when there is something to tell it.
 *
 * @param here by which a demo plays its mail system; without it none is played
 */
export function openTargets(
  { targets, mode }: Pick<Config, 'targets' | 'mode'>,
  clock: Clock,
  here?: Parameters<typeof simulated>[0],
): Targets {
  const opened = new Map<string, Target>();
  for (const [targetKey, one] of Object.entries(targets)) {
    // A demo without a mail server has nothing that could be told.
    if (one.target === 'dovecot-sql' && one.mailServer) opened.set(targetKey, dovecotSql(one.mailServer));
    if (one.target === 'google') opened.set(targetKey, google(one.google, clock));
    if (one.target === 'simulated' && mode === 'demo' && here) opened.set(targetKey, simulated(here));
    if (one.target === 'ldap' && one.mailServer) opened.set(targetKey, ldap(one.directory, one.mailServer));
  }
  return opened;
}
