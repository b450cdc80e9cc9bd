import { availableParallelism } from 'node:os';
import { connect } from '@/db/connect';
import { createAdmission } from '@/lib/admission-queue';
import { systemClock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { createDeliveryNews } from '@/lib/delivery/delivery-news';
import { openLoginProbes } from '@/lib/delivery/login-probes';
import { createHasher, MOST_WAITING } from '@/lib/hashing/hashing';
import { createMetrics } from '@/lib/health/metrics';
import type { Log } from '@/lib/log';
import { openTargets } from '@/lib/mail-systems/open-targets';
import { shareOf } from '@/lib/process-share';
import { countriesOf } from '@/lib/runtime/countries-of';
import type { Runtime } from '@/lib/runtime/runtime';
import { createCampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { createPortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';
import { createBreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import { passwordLimits } from '@/lib/strength/password-rules';
import { createStrengthPool } from '@/lib/strength/strength-pool';

export interface OpenRuntime extends Runtime {
  close(): Promise<void>;
}

/** Connections to the database of all server processes on one machine. */
const MOST_CONNECTIONS = 20;
/** A page runs several queries at once, and a transaction keeps a connection. */
const LEAST_CONNECTIONS = 5;

/**
 * Opens the services that one process has exactly once.
 *
 * @param program the name in the database's activity list
 * @param server.processes how many server processes share the limits of this machine; `server.processNumber` is the
 *   number of this one when there are several
 */
export async function openRuntime(
  config: Config,
  log: Log,
  program: string,
  { processes = 1, processNumber }: { processes?: number; processNumber?: number } = {},
): Promise<OpenRuntime> {
  const clock = systemClock;
  const connection = connect(config.databaseUrl, {
    most: Math.max(shareOf(MOST_CONNECTIONS, processes), LEAST_CONNECTIONS),
    program,
  });
  const admission = createAdmission(processes);
  const hasher = createHasher({
    concurrency: shareOf(availableParallelism(), processes),
    maxWaiting: shareOf(MOST_WAITING, processes),
  });
  const strength = createStrengthPool();
  const breached = createBreachedPasswords({
    path: config.breachedPasswordsFile,
    clock,
    report: (problem) => log.error({ problem }, 'the new file of breached passwords is not used'),
  });
  const targets = openTargets(config, clock, { db: connection.db, hasher });
  const probes = await openLoginProbes({ connection, targets, clock, log, processes });
  const deliveryNews = createDeliveryNews(connection, processes);
  return {
    config,
    log,
    clock,
    connection,
    limits: passwordLimits(config.passwordMinLength),
    admission,
    hasher,
    strength,
    breached,
    countries: countriesOf(config.countryFile),
    portalKeyring: createPortalKeyring(connection, config.secret, clock),
    campusJwks: createCampusJwks({
      path: config.campusJwksFile,
      clock,
      report: (problem) => log.error({ problem }, 'the campus keys cannot be used'),
    }),
    targets,
    probes,
    deliveryNews,
    metrics: createMetrics({ connection, admission, hasher, clock, config, processNumber }),
    close: async () => {
      deliveryNews.close();
      await probes.close();
      await strength.close();
      await hasher.close();
      await breached.close();
      await connection.close();
    },
  };
}
