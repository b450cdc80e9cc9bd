import { connect } from '@/db/connect';
import { createCampusJwks } from '@/lib/campus-link/campus-jwks';
import { createPortalKeyring } from '@/lib/campus-link/portal-keyring';
import { systemClock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { createDeliveryNews } from '@/lib/delivery/delivery-news';
import { openTargets } from '@/lib/delivery/open-targets';
import { openProbeDesk } from '@/lib/delivery/probe-desk';
import { createMetrics } from '@/lib/health/metrics';
import type { Log } from '@/lib/log';
import { createBreachedPasswords } from '@/lib/password/breached/breached-passwords';
import { createHasher } from '@/lib/password/hashing';
import { passwordLimits } from '@/lib/password/password-rules';
import { createStrengthDesk } from '@/lib/password/strength-desk';
import type { Runtime } from '@/lib/runtime';

export interface OpenRuntime extends Runtime {
  close(): Promise<void>;
}

/** Opens what one process has exactly once. @param program what the database's activity list shows */
export async function openRuntime(config: Config, log: Log, program: string): Promise<OpenRuntime> {
  const clock = systemClock;
  const connection = connect(config.databaseUrl, { most: 20, program });
  const hasher = createHasher();
  const strength = createStrengthDesk();
  const breached = createBreachedPasswords({
    path: config.breachedPasswordsFile,
    clock,
    report: (problem) => log.error({ problem }, 'the new file of breached passwords is not used'),
  });
  const targets = openTargets(config, clock, { db: connection.db, hasher });
  const probes = await openProbeDesk({ connection, targets, clock, log });
  const deliveryNews = createDeliveryNews(connection);
  return {
    config,
    log,
    clock,
    connection,
    limits: passwordLimits(config.passwordMinLength),
    hasher,
    strength,
    breached,
    portalKeyring: createPortalKeyring(connection, config.secret, clock),
    campusJwks: createCampusJwks({
      path: config.campusJwksFile,
      clock,
      report: (problem) => log.error({ problem }, 'the campus keys were not read'),
    }),
    targets,
    probes,
    deliveryNews,
    metrics: createMetrics({ connection, hasher, clock, config }),
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
