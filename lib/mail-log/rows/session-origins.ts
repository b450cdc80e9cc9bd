import type { Executor } from '@/db/connect';
import { findSessionOrigins, type SessionOrigin } from '@/db/queries/mail-log-rows';
import { before, days } from '@/lib/clock';

/** Mail programs keep a connection for days. */
const LONGEST_SESSION_MS = days(7);
const MOST_SESSIONS = 100_000;

type Origin = Pick<SessionOrigin, 'address' | 'country' | 'program'>;

const UNKNOWN: Origin = { address: null, country: null, program: null };

/** The address and the program of each session: only its sign-in names them. */
export interface SessionOrigins {
  /** Looks up sessions that are not remembered. */
  load(on: Executor, sessions: readonly { mailboxId: string; session: string }[], now: Date): Promise<void>;
  remember(mailboxId: string, session: string, origin: Origin): void;
  of(mailboxId: string, session: string | null): Origin;
}

export function createSessionOrigins(): SessionOrigins {
  const known = new Map<string, Origin>();

  function remember(mailboxId: string, session: string, origin: Origin): void {
    // The first of a Map is its oldest.
    if (known.size >= MOST_SESSIONS) known.delete(known.keys().next().value ?? '');
    known.set(`${mailboxId} ${session}`, origin);
  }

  return {
    remember,
    async load(on, sessions, now) {
      const wanted = new Map(sessions.map((one) => [`${one.mailboxId} ${one.session}`, one]));
      for (const key of wanted.keys()) if (known.has(key)) wanted.delete(key);
      if (wanted.size === 0) return;
      for (const { mailboxId, session } of wanted.values()) remember(mailboxId, session, UNKNOWN);
      for (const { mailboxId, session, ...origin } of await findSessionOrigins(
        on,
        [...wanted.values()],
        before(now, LONGEST_SESSION_MS),
      )) {
        remember(mailboxId, session, origin);
      }
    },
    of: (mailboxId, session) => (session === null ? UNKNOWN : (known.get(`${mailboxId} ${session}`) ?? UNKNOWN)),
  };
}
