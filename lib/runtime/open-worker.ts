import { connect } from '@/db/connect';
import { systemClock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { CONNECTIONS_FOR_EACH_TARGET } from '@/lib/delivery/delivery-worker';
import type { Log } from '@/lib/log';
import { openTargets } from '@/lib/mail-systems/open-targets';
import type { Runtime } from '@/lib/runtime/runtime';
import { countriesOf } from './countries-of';

/** Connections for everything but deliveries: notices, the heartbeat, purges. */
const CONNECTIONS_BESIDES_DELIVERY = 8;

export interface OpenWorker extends Pick<Runtime, 'config' | 'log' | 'clock' | 'connection' | 'targets' | 'countries'> {
  close(): Promise<void>;
}

/** Opens what one worker process has exactly once. The database is first reached by the first query. */
export function openWorker(config: Config, log: Log): OpenWorker {
  const clock = systemClock;
  const connection = connect(config.databaseUrl, {
    most: CONNECTIONS_BESIDES_DELIVERY + CONNECTIONS_FOR_EACH_TARGET * Object.keys(config.targets).length,
    program: 'mail-portal worker',
  });
  const targets = openTargets(config, clock, { db: connection.db });
  return {
    config,
    log,
    clock,
    connection,
    targets,
    countries: countriesOf(config.countryFile),
    close: connection.close,
  };
}
