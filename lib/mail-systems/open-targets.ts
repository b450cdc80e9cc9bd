import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { ldap } from './directory/ldap';
import { dovecotSql } from './dovecot/dovecot-sql';
import { google } from './google/google';
import { played } from './simulated';
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
  here?: Parameters<typeof played>[0],
): Targets {
  const opened = new Map<string, Target>();
  for (const [settings, one] of Object.entries(targets)) {
    // A demo without a mail server has nothing that could be told.
    if (one.target === 'dovecot-sql' && one.mailServer) opened.set(settings, dovecotSql(one.mailServer));
    if (one.target === 'google') opened.set(settings, google(one.google, clock));
    if (one.target === 'played' && mode === 'demo' && here) opened.set(settings, played(here));
    if (one.target === 'ldap' && one.mailServer) opened.set(settings, ldap(one.directory, one.mailServer));
  }
  return opened;
}
