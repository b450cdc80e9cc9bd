import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import type { accessEventKind, mailService } from '../schema/access-events';
import type { deliveryStatus, refusalDirection } from '../schema/mail-messages';

export type AccessEventKind = (typeof accessEventKind.enumValues)[number];
export type StoredService = (typeof mailService.enumValues)[number];

export interface AccessEventRow {
  at: Date;
  mailboxId: string;
  kind: AccessEventKind;
  service: StoredService | null;
  address: string | null;
  country: string | null;
  session: string | null;
  program: string | null;
  folder: string | null;
  fromFolder: string | null;
  messages: number | null;
  reason: string | null;
  counts: Readonly<Record<string, number>> | null;
}

export interface MessageRow {
  at: Date;
  id: string;
  queueId: string;
  host: string;
  mailboxId: string | null;
  sender: string | null;
  address: string | null;
  country: string | null;
  messageId: string | null;
  size: number | null;
  recipients: number | null;
  expiredAt: Date | null;
  heldAt: Date | null;
  endedAt: Date | null;
}

export interface DeliveryRow {
  at: Date;
  messageAt: Date;
  message: string;
  mailboxId: string | null;
  recipient: string;
  recipientMailboxId: string | null;
  relay: string | null;
  status: (typeof deliveryStatus.enumValues)[number];
  dsn: string | null;
  response: string | null;
  delayMs: number | null;
  isHandOver: boolean;
}

export interface RefusalRow {
  at: Date;
  mailboxId: string;
  direction: (typeof refusalDirection.enumValues)[number];
  client: string | null;
  address: string | null;
  country: string | null;
  command: string;
  sender: string | null;
  recipient: string | null;
  code: string | null;
  dsn: string | null;
  text: string;
}

/** Stores rows in one statement. @throws a database error when one of them is refused; then none is stored */
export async function addAccessEvents(on: Executor, rows: readonly AccessEventRow[]): Promise<void> {
  await on.execute(sql`
    insert into access_events
      (at, mailbox_id, kind, service, address, country, session, program, folder, from_folder, messages, reason, counts)
    select at, "mailboxId", kind, service, address, country, session, program, folder, "fromFolder", messages, reason, counts
    from json_to_recordset(${jsonOf(rows)}::json) as r(
      at timestamptz, "mailboxId" uuid, kind access_event_kind, service mail_service, address inet, country char(2),
      session text, program text, folder text, "fromFolder" text, messages int, reason text, counts jsonb)`);
}

/** Stores rows in one statement. @throws a database error when one of them is refused; then none is stored */
export async function addMessages(on: Executor, rows: readonly MessageRow[]): Promise<void> {
  await on.execute(sql`
    insert into mail_messages
      (at, id, queue_id, host, mailbox_id, sender, address, country, message_id, size, recipients, expired_at, held_at, ended_at)
    select at, id, "queueId", host, "mailboxId", sender, address, country, "messageId", size, recipients,
      "expiredAt", "heldAt", "endedAt"
    from ${messagesOf(rows)}`);
}

/** Updates the columns that later lines fill. @throws a database error when one of the rows is refused */
export async function updateMessages(on: Executor, rows: readonly MessageRow[]): Promise<void> {
  // With the days as constants the planner looks into their partitions only.
  const times = rows.map((row) => row.at.getTime());
  const from = new Date(Math.min(...times)).toISOString();
  const to = new Date(Math.max(...times)).toISOString();
  await on.execute(sql`
    update mail_messages m set
      sender = r.sender, message_id = r."messageId", size = r.size, recipients = r.recipients,
      expired_at = r."expiredAt", held_at = r."heldAt", ended_at = r."endedAt"
    from ${messagesOf(rows)}
    where m.at = r.at and m.id = r.id and m.at between ${from}::timestamptz and ${to}::timestamptz`);
}

const messagesOf = (rows: readonly MessageRow[]): SQL => sql`
  json_to_recordset(${jsonOf(rows)}::json) as r(
    at timestamptz, id uuid, "queueId" text, host text, "mailboxId" uuid, sender text, address inet, country char(2),
    "messageId" text, size bigint, recipients int, "expiredAt" timestamptz, "heldAt" timestamptz, "endedAt" timestamptz)`;

/** Stores rows in one statement. @throws a database error when one of them is refused; then none is stored */
export async function addDeliveries(on: Executor, rows: readonly DeliveryRow[]): Promise<void> {
  await on.execute(sql`
    insert into mail_deliveries
      (at, message_at, message, mailbox_id, recipient, recipient_mailbox_id, relay, status, dsn, response, delay_ms, is_hand_over)
    select at, "messageAt", message, "mailboxId", recipient, "recipientMailboxId", relay, status, dsn, response, "delayMs",
      "isHandOver"
    from json_to_recordset(${jsonOf(rows)}::json) as r(
      at timestamptz, "messageAt" timestamptz, message uuid, "mailboxId" uuid, recipient text, "recipientMailboxId" uuid,
      relay text, status mail_delivery_status, dsn text, response text, "delayMs" bigint, "isHandOver" boolean)`);
}

/** Stores rows in one statement. @throws a database error when one of them is refused; then none is stored */
export async function addRefusals(on: Executor, rows: readonly RefusalRow[]): Promise<void> {
  await on.execute(sql`
    insert into mail_refusals
      (at, mailbox_id, direction, client, address, country, command, sender, recipient, code, dsn, text)
    select at, "mailboxId", direction, client, address, country, command, sender, recipient, code, dsn, text
    from json_to_recordset(${jsonOf(rows)}::json) as r(
      at timestamptz, "mailboxId" uuid, direction mail_refusal_direction, client text, address inet, country char(2),
      command text, sender text, recipient text, code text, dsn text, text text)`);
}

/** Adds the program that an open session has named, by its sign-in. */
export async function addPrograms(
  on: Executor,
  rows: readonly { mailboxId: string; session: string; program: string }[],
  since: Date,
): Promise<void> {
  await on.execute(sql`
    update access_events e set program = r.program
    from json_to_recordset(${jsonOf(rows)}::json) as r("mailboxId" uuid, session text, program text)
    where e.mailbox_id = r."mailboxId" and e.session = r.session and e.kind = 'login'
      and e.at >= ${since.toISOString()}::timestamptz`);
}

/** A sign-in by its session: later lines of the session name neither its address nor its program. */
export interface SessionOrigin {
  mailboxId: string;
  session: string;
  address: string | null;
  country: string | null;
  program: string | null;
}

/** Finds the sign-ins of sessions. */
export async function findSessionOrigins(
  on: Executor,
  sessions: readonly { mailboxId: string; session: string }[],
  since: Date,
): Promise<SessionOrigin[]> {
  const rows = await on.execute<Record<string, string | null>>(sql`
    select e.mailbox_id as "mailboxId", e.session, host(e.address) as address, e.country, e.program
    from json_to_recordset(${jsonOf(sessions)}::json) as r("mailboxId" uuid, session text)
    join access_events e on e.mailbox_id = r."mailboxId" and e.session = r.session and e.kind = 'login'
      and e.at >= ${since.toISOString()}::timestamptz`);
  return rows as unknown as SessionOrigin[];
}

export interface LoggedMailbox {
  id: string;
  address: string;
  logsDetail: boolean;
}

/** Finds the mailboxes with these addresses, in any state. */
export async function findLoggedMailboxes(on: Executor, addresses: readonly string[]): Promise<LoggedMailbox[]> {
  const rows = await on.execute(sql`
    select id, address, logs_detail as "logsDetail" from mailboxes
    where address in (select json_array_elements_text(${JSON.stringify(addresses)}::json))`);
  return rows as unknown as LoggedMailbox[];
}

/** A recordset in JSON: one parameter, whatever the number of rows. PostgreSQL stores no NUL in a text. */
function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows);
}
