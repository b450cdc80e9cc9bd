import { type AccessFailureRow, listAccessFailures, listSignInSources } from '@/db/queries/access-log';
import type { MailboxContext } from '@/lib/context';
import { allKeptDays } from '@/lib/mail-log/read-days';
import { type Place, placeOf } from './place-of';

/** Failed sign-ins by one service from one network with one password, as far as the mail server tells passwords apart. */
export interface FailedSource {
  readonly service: AccessFailureRow['service'];
  readonly network: string;
  readonly place: Place;
  /** Null when unknown. */
  readonly program: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  /** Every try had the same password. Null when the mail server does not log which one. */
  readonly isSamePassword: boolean | null;
  /** The mailbox was signed in to by this service from this network before, so it seems to be a device of the owner. */
  readonly isKnown: boolean;
}

export interface OldPasswords {
  /** The last change, if it is within the kept days: failures from before it are not listed. */
  readonly changedAt: Date | null;
  /** Sources that repeat a wrong password: those of known devices first, then the last one that tried. */
  readonly repeated: readonly FailedSource[];
  /** Sources that tried once, or different passwords. */
  readonly others: readonly FailedSource[];
}

/** A device sends its stored password again and again; two tries may be a typing mistake. */
const REPEATED_FROM = 3;
const MOST_ROWS = 2_000;
const WRONG_PASSWORD = ['auth_failed', 'invalid_credentials', 'password_expired'];

/**
 * Finds the sources that seem to send an old password: their failures since the last change repeat one wrong password.
 *
 * @param ctx the person manages `ctx.mailbox`
 */
export async function findOldPasswords(ctx: MailboxContext): Promise<OldPasswords> {
  const { networks, timeZone } = ctx.config.campus;
  const kept = allKeptDays({ now: ctx.now, timeZone, keptDays: ctx.config.mailLogs.accessDays });
  const of = { mailboxId: ctx.mailbox.id, ...kept };
  const { passwordChangedAt: changed } = ctx.mailbox;
  const changedAt = changed && changed > kept.start ? changed : null;
  const [rows, signIns] = await Promise.all([
    listAccessFailures(ctx.db, { ...of, network: null }, { before: null, most: MOST_ROWS }),
    listSignInSources(ctx.db, of),
  ]);
  const since = changedAt ?? kept.start;
  const sources = new Map<string, FailedSource>();
  for (const row of rows) {
    // A row is folded over a day: it may begin before the change.
    if (row.lastAt < since || !WRONG_PASSWORD.includes(row.reason)) continue;
    const key = [row.service, row.network, row.program, row.passwordDigest].join('|');
    const before = sources.get(key);
    sources.set(key, {
      service: row.service,
      network: row.network,
      place: placeOf(row, networks),
      program: row.program || null,
      firstAt: before && before.firstAt < row.firstAt ? before.firstAt : row.firstAt,
      lastAt: before?.lastAt ?? row.lastAt,
      count: (before?.count ?? 0) + row.count,
      isSamePassword: row.passwordDigest === '' ? null : true,
      isKnown: signIns.some(({ service, network }) => service === row.service && network === row.network),
    });
  }
  const all = [...sources.values()].sort(
    (a, b) => Number(b.isKnown) - Number(a.isKnown) || b.lastAt.getTime() - a.lastAt.getTime(),
  );
  const isRepeated = ({ count }: FailedSource) => count >= REPEATED_FROM;
  return {
    changedAt,
    repeated: all.filter(isRepeated),
    others: all.filter((source) => !isRepeated(source)),
  };
}
