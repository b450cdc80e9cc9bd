import type { Connection } from '@/db/connect';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { DeliveryNews } from '@/lib/delivery/delivery-news';
import type { ProbeDesk } from '@/lib/delivery/probe-desk';
import type { Hasher } from '@/lib/hashing/hashing';
import type { Metrics } from '@/lib/health/metrics';
import type { Log } from '@/lib/log';
import type { Targets } from '@/lib/mail-systems/open-targets';
import type { CampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import type { PortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import type { StrengthDesk } from '@/lib/strength/strength-desk';

/** What one process has exactly once: its settings, its connections, its queues. Made at the start, closed at the end. */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly connection: Connection;
  readonly limits: PasswordLimits;
  readonly hasher: Hasher;
  readonly strength: StrengthDesk;
  readonly breached: BreachedPasswords;
  readonly portalKeyring: PortalKeyring;
  readonly campusJwks: CampusJwks;
  readonly targets: Targets;
  readonly probes: ProbeDesk;
  readonly deliveryNews: DeliveryNews;
  readonly metrics: Metrics;
}

/*
 * The web framework bundles the product a second time, with module state of its own. What must exist once is therefore
 * handed over through the global object, under a name that nobody else uses.
 */
const KEY = Symbol.for('mail-portal.runtime');
const holder = globalThis as { [KEY]?: Runtime };

export function installRuntime(runtime: Runtime): void {
  holder[KEY] = runtime;
}

/** @throws Error before the program has started */
export function theRuntime(): Runtime {
  const runtime = holder[KEY];
  if (!runtime) throw new Error('the portal is served by bin/server.ts, which has not started it');
  return runtime;
}
