import type { Retention } from '@/db/queries/mail-log-partitions';
import { after, before, days } from '@/lib/clock';
import type { CollectedRows } from './rows/collected-rows';

/** A server's clock may be fast. Beyond that there is no partition. */
const MOST_AHEAD_MS = days(2);

export interface RetentionWindow {
  readonly accessFrom: Date;
  readonly sendingFrom: Date;
  readonly until: Date;
}

/** The times for which rows are kept. The partitions of whole days (UTC) hold them. */
export function retentionWindow({ accessDays, sendingDays }: Retention, now: Date): RetentionWindow {
  const today = new Date(now);
  today.setUTCHours(0, 0, 0, 0);
  return {
    accessFrom: before(today, days(accessDays)),
    sendingFrom: before(today, days(sendingDays)),
    until: after(now, MOST_AHEAD_MS),
  };
}

/** Leaves out rows of a time that is no longer kept, or not yet possible. */
export function withinRetention(
  rows: CollectedRows,
  { accessFrom, sendingFrom, until }: RetentionWindow,
): CollectedRows {
  const isAccess = ({ at }: { at: Date }) => at >= accessFrom && at < until;
  const isSending = ({ at }: { at: Date }) => at >= sendingFrom && at < until;
  const ofMap = <Row>(map: Map<string, Row>, isKept: (row: Row) => boolean) =>
    new Map([...map].filter(([, row]) => isKept(row)));
  const firstDay = accessFrom.toISOString().slice(0, 10);
  return {
    events: rows.events.filter(isAccess),
    failures: ofMap(rows.failures, ({ day, lastAt }) => day >= firstDay && lastAt < until),
    messages: ofMap(rows.messages, isSending),
    changedMessages: ofMap(rows.changedMessages, isSending),
    deliveries: rows.deliveries.filter(isSending),
    refusals: rows.refusals.filter(isSending),
    programs: rows.programs,
  };
}
