import type { Executor } from '@/db/connect';
import { findPassdbEntry } from '@/db/queries/passdb';
import type { Hasher } from '@/lib/hashing/hashing';
import { DeliveryFailed } from './failure-reasons';
import type { Target } from './target';

/**
 * The simulated mail system of a demo without a mail server. It reads Dovecot's view and verifies passwords against the
 * stored hash, as Dovecot would. It accepts no mail, has no cache and no connections, and reports none.
 *
 * @param here.hasher needed for the probe only, which runs in the process that has the password
 * @see docs/decisions/026-simulated-mail-system.md
 */
export function simulated(here: { db: Executor; hasher?: Pick<Hasher, 'verify'> }): Target {
  const { db, hasher } = here;
  return {
    name: 'simulated',
    takes: 'argon2id',
    signInTakesMs: 0,
    write: async ({ address, password, mayUse }) => {
      const entry = await findPassdbEntry(db, address);
      const isThere = mayUse ? entry?.mayLogIn : !entry?.mayLogIn;
      // A newer version has just been committed, and its own delivery follows.
      if (!isThere || (password && entry?.password !== password.argon2id)) {
        throw new DeliveryFailed('unexpected_answer');
      }
    },
    flushAndEndSessions: async () => ({ connectionsEnded: 0 }),
    probe: async (address, password) => {
      if (!hasher) return 'not_tried';
      const entry = await findPassdbEntry(db, address);
      if (!entry?.mayLogIn) return 'refused';
      const verdict = await hasher.verify(entry.password, password);
      if (!verdict.ok) return 'not_tried';
      return verdict.value ? 'accepted' : 'refused';
    },
    health: async () => {
      await findPassdbEntry(db, '');
    },
  };
}
