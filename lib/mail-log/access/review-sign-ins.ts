import {
  countFailuresByDay,
  countSignInsByDay,
  type FailureDay,
  findNewestLogLine,
  listSignInSources,
  type SignInDay,
  type SignInSource,
} from '@/db/queries/access-log';
import { listHistory } from '@/db/queries/audit';
import { type CountryFile, countryOf } from '@/lib/client-address/country-of';
import type { MailboxContext } from '@/lib/context';
import { allKeptDays, type Days } from '@/lib/mail-log/read-days';
import { type Judgement, judgeSignIns } from './judge-sign-ins';
import { type Place, placeOf } from './place-of';

export interface SignInReview extends Judgement {
  /** When the newest line of any mail log was written; null when none was ever read. */
  readonly recordsUntil: Date | null;
  /** Sign-ins and failures of all days that are kept. */
  readonly kept: Days;
  readonly signIns: readonly SignInDay[];
  readonly failures: readonly FailureDay[];
  /** The programs and networks that signed in on any of the kept days, the one that was used last first. */
  readonly sources: readonly (SignInSource & { readonly place: Place })[];
}

export type ReviewContext = MailboxContext & { readonly countries: () => CountryFile };

/** So many sign-ins of the person to the portal are looked at. */
const OWN_SIGN_INS = 100;

/**
 * Reviews the sign-ins to a mailbox at the mail server: whether somebody else seems to be among them, and by which programs
 * and from which networks they came.
 *
 * @param ctx  the person manages `ctx.mailbox`
 * @param days the days that are judged; they are compared with the kept days before them
 */
export async function reviewSignIns(ctx: ReviewContext, days: Days): Promise<SignInReview> {
  const { networks, timeZone } = ctx.config.campus;
  const kept = allKeptDays({ now: ctx.now, timeZone, keptDays: ctx.config.mailLogs.accessDays });
  const mailboxId = ctx.mailbox.id;
  const [recordsUntil, signIns, failures, found, own] = await Promise.all([
    findNewestLogLine(ctx.db),
    countSignInsByDay(ctx.db, { mailboxId, ...kept }, timeZone),
    countFailuresByDay(ctx.db, { mailboxId, ...kept }),
    listSignInSources(ctx.db, { mailboxId, ...kept }),
    listOwnPlaces(ctx),
  ]);
  const sources = found.map((source) => ({
    ...source,
    place: placeOf({ address: source.lastAddress, country: source.country }, networks),
  }));
  const judgement = judgeSignIns(
    sources.filter(({ firstAt }) => firstAt < days.end),
    ({ lastAddress, country }) => placeOf({ address: lastAddress, country }, networks),
    { start: days.start, own },
  );
  return { ...judgement, recordsUntil, kept, signIns, failures, sources };
}

/**
 * The places from which the person signed in through the campus system. Sign-ins with the mailbox password do not count:
 * a thief has it too. Neither do those of a shared password's session, whose user may be somebody else.
 */
async function listOwnPlaces(ctx: ReviewContext): Promise<Set<Place>> {
  if (ctx.session.limitedTo) return new Set();
  const rows = await listHistory(
    ctx.db,
    { personId: ctx.person.id, mailboxIds: [], signIns: 'of_person' },
    { before: null, most: OWN_SIGN_INS },
  );
  const addresses = new Set(rows.filter(({ detail }) => detail.way === 'campus').map((row) => row.sourceAddress));
  const places = [...addresses].map((address) =>
    placeOf({ address, country: countryOf(address, ctx.countries()) }, ctx.config.campus.networks),
  );
  return new Set(places.filter((place) => place !== 'unknown'));
}
