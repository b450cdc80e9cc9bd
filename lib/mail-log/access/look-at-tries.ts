import { createHash } from 'node:crypto';
import { listAccessEvents, listAccessFailures, type MailService } from '@/db/queries/access-log';
import { after, before, days, minutes } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import { allKeptDays } from '@/lib/mail-log/read-days';
import { type Place, placeOf } from './place-of';

/** A try of a device to sign in. */
export interface Try {
  readonly at: Date;
  /**
   * `right`: it got in. `old_again`: the wrong password that was tried before. `another`: a wrong one that was not.
   * `failed`: a wrong one, and the mail server does not log which. `refused`: for another reason than the password.
   */
  readonly outcome: 'right' | 'old_again' | 'another' | 'failed' | 'refused';
  readonly service: MailService | null;
  readonly address: string | null;
  readonly place: Place;
  readonly program: string | null;
}

export interface Tries {
  /** The newest first. */
  readonly tries: readonly Try[];
  /** Differs whenever the tries differ. */
  readonly digest: string;
}

/** The clocks of the mail server and of the portal may differ by so much. */
const CLOCKS_MS = 2_000;
/** A wait can be looked at again for so long. */
export const LONGEST_WAIT_MS = minutes(30);
const MOST = 20;

/** Looks at the tries to sign in to a mailbox since a moment. @param ctx the person manages `ctx.mailbox` */
export async function lookAtTries(ctx: MailboxContext, since: Date): Promise<Tries> {
  const { networks, timeZone } = ctx.config.campus;
  const mailboxId = ctx.mailbox.id;
  const start = before(since, CLOCKS_MS);
  const kept = allKeptDays({ now: ctx.now, timeZone, keptDays: ctx.config.mailLogs.accessDays });
  const [signIns, failures] = await Promise.all([
    listAccessEvents(
      ctx.db,
      { mailboxId, start, end: after(ctx.now, days(1)), kinds: [{ kinds: ['login'] }], network: null },
      { before: null, most: MOST },
    ),
    listAccessFailures(ctx.db, { mailboxId, ...kept, network: null }, { before: null, most: 500 }),
  ]);
  const earlier = new Set(
    failures.filter(({ firstAt }) => firstAt < start).map(({ passwordDigest }) => passwordDigest),
  );
  const failed = failures
    .filter(({ lastAt }) => lastAt >= start)
    .map((row): Try => {
      const isPassword = row.reason === 'auth_failed' || row.reason === 'invalid_credentials';
      const known = earlier.has(row.passwordDigest) ? 'old_again' : 'another';
      const outcome = !isPassword ? 'refused' : row.passwordDigest === '' ? 'failed' : known;
      return { ...row, at: row.lastAt, outcome, place: placeOf(row, networks), program: row.program || null };
    });
  const right = signIns.map((row): Try => ({ ...row, outcome: 'right', place: placeOf(row, networks) }));
  const tries = [...failed, ...right]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, MOST)
    .map(({ at, outcome, service, address, place, program }) => ({ at, outcome, service, address, place, program }));
  return { tries, digest: createHash('sha256').update(JSON.stringify(tries)).digest('hex').slice(0, 16) };
}
