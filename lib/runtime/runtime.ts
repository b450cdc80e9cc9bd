import type { Connection } from '@/db/connect';
import type { Mailbox } from '@/db/queries/mailboxes';
import type { Admission } from '@/lib/admission-queue';
import type { CountryFile } from '@/lib/client-address/country-of';
import { keepUserAgent } from '@/lib/client-address/keep-user-agent';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { Actor, Context, Member } from '@/lib/context';
import type { DeliveryNews } from '@/lib/delivery/delivery-news';
import type { LoginProbes } from '@/lib/delivery/login-probes';
import type { Hasher } from '@/lib/hashing/hashing';
import type { Metrics } from '@/lib/health/metrics';
import type { Log } from '@/lib/log';
import type { Targets } from '@/lib/mail-systems/open-targets';
import type { CampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import type { PortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import type { StrengthPool } from '@/lib/strength/strength-pool';

/**
 * The services that one process has exactly once: settings, connections, queues. Opened at the start, closed at the
 * end.
 */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly connection: Connection;
  readonly limits: PasswordLimits;
  readonly admission: Admission;
  readonly hasher: Hasher;
  readonly strength: StrengthPool;
  readonly breached: BreachedPasswords;
  /** The file of countries; it is read at the first call. */
  readonly countries: () => CountryFile;
  readonly portalKeyring: PortalKeyring;
  readonly campusJwks: CampusJwks;
  readonly targets: Targets;
  readonly probes: LoginProbes;
  readonly deliveryNews: DeliveryNews;
  readonly metrics: Metrics;
}

/*
 * Next.js bundles the product a second time, with module state of its own. A service that must exist once is therefore
 * passed through the global object, under a symbol that only this file uses.
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

/** A context with every service of the process. Each use case takes those that it names. */
export type RequestContext = Context & Runtime;

/** The same, of a signed-in person. */
export type MemberRequest = RequestContext & Member;

/** The same, about one mailbox that the person manages. */
export type MailboxRequest = MemberRequest & { readonly mailbox: Mailbox };

export function contextOf(
  runtime: Runtime,
  request: { address: string | null; requestId: string; userAgent?: string; actor?: Actor; recorded?: Set<string> },
): RequestContext {
  return {
    ...runtime,
    db: runtime.connection.db,
    now: runtime.clock(),
    address: request.address,
    userAgent: keepUserAgent(request.userAgent),
    requestId: request.requestId,
    actor: request.actor ?? { kind: 'system' },
    recorded: request.recorded,
  };
}
