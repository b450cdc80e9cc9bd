import { and, asc, desc, eq, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { type accessEventKind, accessEvents, type mailService } from '../schema/access-events';
import { accessFailureDays, accessFailures } from '../schema/access-failures';
import { mailLogSources } from '../schema/mail-log-sources';

export type AccessEventKind = (typeof accessEventKind.enumValues)[number];
export type MailService = (typeof mailService.enumValues)[number];

/** Rows of one mailbox within a time: from `start` on and before `end`. */
export interface AccessSpan {
  readonly mailboxId: string;
  readonly start: Date;
  readonly end: Date;
}

/** Days of the campus, as `2026-11-30`, both included. Failures are folded by them. */
export interface FailureSpan {
  readonly mailboxId: string;
  readonly from: string;
  readonly to: string;
}

export interface AccessEventRow {
  readonly at: Date;
  readonly id: number;
  readonly kind: AccessEventKind;
  readonly service: MailService | null;
  readonly address: string | null;
  readonly country: string | null;
  readonly program: string | null;
  readonly folder: string | null;
  readonly fromFolder: string | null;
  readonly messages: number | null;
  readonly reason: string | null;
  readonly counts: Readonly<Record<string, number>> | null;
}

const EVENT = {
  at: accessEvents.at,
  id: accessEvents.id,
  kind: accessEvents.kind,
  service: accessEvents.service,
  address: accessEvents.address,
  country: accessEvents.country,
  program: accessEvents.program,
  folder: accessEvents.folder,
  fromFolder: accessEvents.fromFolder,
  messages: accessEvents.messages,
  reason: accessEvents.reason,
  counts: accessEvents.counts,
};

/** Kinds of events, of one service or of every one. */
export interface KindsOfService {
  readonly kinds: readonly AccessEventKind[];
  readonly service?: MailService;
}

const within = ({ mailboxId, start, end }: AccessSpan) =>
  and(eq(accessEvents.mailboxId, mailboxId), gte(accessEvents.at, start), lt(accessEvents.at, end));

/**
 * Lists the events of a mailbox, newest first.
 *
 * @param of.kinds only these; null for all
 * @param of.network only from this address or range; null for all
 * @param page.before only rows that sort after this one
 */
export async function listAccessEvents(
  on: Executor,
  of: AccessSpan & { kinds: readonly KindsOfService[] | null; network: string | null },
  page: { before: { at: Date; id: number | null } | null; most: number },
): Promise<AccessEventRow[]> {
  return on
    .select(EVENT)
    .from(accessEvents)
    .where(
      and(
        within(of),
        of.kinds ? or(...of.kinds.map(isOfKinds), sql`false`) : undefined,
        of.network ? sql`${accessEvents.address} <<= ${of.network}::inet` : undefined,
        page.before ? isBefore(page.before) : undefined,
      ),
    )
    .orderBy(desc(accessEvents.at), desc(accessEvents.id))
    .limit(page.most);
}

const isOfKinds = ({ kinds, service }: KindsOfService) =>
  and(inArray(accessEvents.kind, [...kinds]), service ? eq(accessEvents.service, service) : undefined);

/** A row comparison uses the index from its first row on. Without an id the rows of the same moment are included. */
function isBefore({ at, id }: { at: Date; id: number | null }): SQL {
  if (id === null) return lte(accessEvents.at, at);
  return sql`(${accessEvents.at}, ${accessEvents.id}) < (${sql.param(at, accessEvents.at)}, ${id}::bigint)`;
}

export interface AccessFailureRow {
  readonly service: MailService | null;
  readonly network: string;
  /** '' when unknown. */
  readonly program: string;
  readonly reason: (typeof accessFailures.$inferSelect)['reason'];
  readonly passwordDigest: string;
  readonly address: string | null;
  readonly country: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  /** Orders the rows of the same moment. */
  readonly key: string;
}

/** The key of the table without the mailbox, as one text. */
const FAILURE_KEY = sql<string>`md5(concat_ws('|', ${accessFailures.day}, ${accessFailures.service},
  ${accessFailures.network}, ${accessFailures.program}, ${accessFailures.reason}, ${accessFailures.passwordDigest}))`;

const FAILURE = {
  service: accessFailures.service,
  network: accessFailures.network,
  program: accessFailures.program,
  reason: accessFailures.reason,
  passwordDigest: accessFailures.passwordDigest,
  address: accessFailures.address,
  country: accessFailures.country,
  firstAt: accessFailures.firstAt,
  lastAt: accessFailures.lastAt,
  count: accessFailures.count,
  key: FAILURE_KEY,
};

const failedWithin = ({ mailboxId, from, to }: FailureSpan) =>
  and(eq(accessFailures.mailboxId, mailboxId), gte(accessFailures.day, from), lte(accessFailures.day, to));

/**
 * Lists the folded failures of a mailbox, by their last time, newest first.
 *
 * @param of.network only from networks that share addresses with this one; null for all
 */
export async function listAccessFailures(
  on: Executor,
  of: FailureSpan & { network: string | null },
  page: { before: { at: Date; key: string | null } | null; most: number },
): Promise<AccessFailureRow[]> {
  const { before } = page;
  return on
    .select(FAILURE)
    .from(accessFailures)
    .where(
      and(
        failedWithin(of),
        of.network ? sql`${accessFailures.network} && ${of.network}::inet` : undefined,
        before ? hasFailedBefore(before) : undefined,
      ),
    )
    .orderBy(desc(accessFailures.lastAt), desc(FAILURE_KEY))
    .limit(page.most);
}

function hasFailedBefore({ at, key }: { at: Date; key: string | null }): SQL | undefined {
  const isEarlier = lt(accessFailures.lastAt, at);
  if (key === null) return isEarlier;
  return or(isEarlier, and(eq(accessFailures.lastAt, at), sql`${FAILURE_KEY} < ${key}`));
}

export interface FailureDay {
  /** As `2026-11-30`. */
  readonly day: string;
  readonly count: number;
}

/** Counts the failures of each day, with those that were only counted. */
export async function countFailuresByDay(on: Executor, of: FailureSpan): Promise<FailureDay[]> {
  const rows = await on
    .select({ day: accessFailures.day, count: sql<string>`sum(${accessFailures.count})` })
    .from(accessFailures)
    .where(failedWithin(of))
    .groupBy(accessFailures.day);
  const counted = await listFailureOverflow(on, of);
  const byDay = new Map(rows.map(({ day, count }) => [day, Number(count)]));
  for (const { day, count } of counted) byDay.set(day, (byDay.get(day) ?? 0) + count);
  return [...byDay].map(([day, count]) => ({ day, count }));
}

/** Lists the days on which some failures got no row, and how many. */
export async function listFailureOverflow(on: Executor, of: FailureSpan): Promise<FailureDay[]> {
  return on
    .select({ day: accessFailureDays.day, count: accessFailureDays.overflow })
    .from(accessFailureDays)
    .where(
      and(
        eq(accessFailureDays.mailboxId, of.mailboxId),
        gte(accessFailureDays.day, of.from),
        lte(accessFailureDays.day, of.to),
        sql`${accessFailureDays.overflow} > 0`,
      ),
    )
    .orderBy(asc(accessFailureDays.day));
}

export interface SignInDay {
  readonly day: string;
  readonly country: string | null;
  readonly count: number;
}

/** Counts the sign-ins of each day by country. @param timeZone of the days */
export async function countSignInsByDay(on: Executor, of: AccessSpan, timeZone: string): Promise<SignInDay[]> {
  const day = sql<string>`to_char(${accessEvents.at} at time zone ${timeZone}::text, 'YYYY-MM-DD')`;
  const rows = await on
    .select({ day: day.as('day'), country: accessEvents.country, count: sql<number>`count(*)::int` })
    .from(accessEvents)
    .where(and(within(of), eq(accessEvents.kind, 'login')))
    .groupBy(sql`1`, accessEvents.country);
  return rows;
}

/** Sign-ins that cannot be told apart: of one program, by one service, from one network. */
export interface SignInSource {
  readonly service: MailService | null;
  readonly program: string | null;
  /** The /24 of an IPv4 address, the /48 of an IPv6 address; null where the log names none. */
  readonly network: string | null;
  readonly country: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  /** The address of the last sign-in. */
  readonly lastAddress: string | null;
}

/** Lists the sources of a mailbox's sign-ins, the one that was used last first. */
export async function listSignInSources(on: Executor, of: AccessSpan): Promise<SignInSource[]> {
  const { service, program, address, country, at } = accessEvents;
  const network = sql<
    string | null
  >`network(set_masklen(${address}, case family(${address}) when 4 then 24 else 48 end))`;
  const lastAt = sql<Date>`max(${at})`.mapWith(at);
  const rows = await on
    .select({
      service,
      program,
      network: network.as('network'),
      country,
      firstAt: sql<Date>`min(${at})`.mapWith(at),
      lastAt,
      count: sql<number>`count(*)::int`,
      lastAddress: sql<string | null>`host((array_agg(${address} order by ${at} desc))[1])`,
    })
    .from(accessEvents)
    .where(and(within(of), eq(accessEvents.kind, 'login')))
    .groupBy(service, program, sql`network`, country)
    .orderBy(desc(lastAt));
  return rows;
}

/** Finds the time of the newest line that was read from any mail log; null while none was. */
export async function findNewestLogLine(on: Executor): Promise<Date | null> {
  const [row] = await on
    .select({ at: sql<Date | null>`max(${mailLogSources.lastLineAt})`.mapWith(mailLogSources.lastLineAt) })
    .from(mailLogSources);
  return row?.at ?? null;
}
