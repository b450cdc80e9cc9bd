import { and, asc, eq, exists, inArray, isNotNull, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { heldHashes } from '../schema/held-hashes';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import { people } from '../schema/people';
import { suspensions } from '../schema/suspensions';
import type { MailboxKind, MailboxState } from './mailboxes';
import type { PersonDescription } from './people';

/**
 * Compares a column with many values, sent as a single parameter: a thousand parameters take longer to send than to
 * look up.
 */
const isAmong = (column: PgColumn, values: readonly string[]) =>
  sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

export interface KnownPerson extends PersonDescription {
  /** Described by a campus link, which takes precedence over a file. */
  isDescribedByCampus: boolean;
}

export async function listKnownPeople(on: Executor, numbers: readonly string[]): Promise<KnownPerson[]> {
  return on
    .select({
      number: people.number,
      role: people.role,
      name: people.name,
      nameEn: people.nameEn,
      condition: people.condition,
      isDescribedByCampus: sql<boolean>`${people.describedAt} is not null`,
    })
    .from(people)
    .where(isAmong(people.number, numbers));
}

/** Adds people, and updates those whom no campus link has described in the meantime. */
export async function importPeople(
  on: Executor,
  described: readonly (PersonDescription & { reuseSalt: Uint8Array })[],
  now: Date,
): Promise<void> {
  if (described.length === 0) return;
  const rows = described.map(({ nameEn, reuseSalt, ...rest }) => ({
    ...rest,
    name_en: nameEn,
    reuse_salt: Buffer.from(reuseSalt).toString('hex'),
  }));
  await on.execute(sql`
    insert into people (number, role, name, name_en, condition, reuse_salt, created_at)
    select number, role, name, name_en, condition, decode(reuse_salt, 'hex'), ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as line(number text, role role, name text, name_en text, condition text, reuse_salt text)
    on conflict (number) do update
      set role = excluded.role, name = excluded.name, name_en = excluded.name_en, condition = excluded.condition
      where people.described_at is null`);
}

/**
 * Finds the ids of people by their numbers, and locks their rows until the transaction ends. A password change locks the
 * person before the mailbox; an import does the same.
 */
export async function holdHolders(on: Executor, numbers: readonly string[]): Promise<Map<string, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await on
    .select({ id: people.id, number: people.number })
    .from(people)
    .where(isAmong(people.number, numbers))
    .orderBy(asc(people.id))
    .for('key share');
  return new Map(rows.map(({ id, number }) => [number, id]));
}

export interface KnownMailbox {
  id: string;
  address: string;
  holderId: string | null;
  state: MailboxState;
  secret: string | null;
  passwordChangedAt: Date | null;
  /** A password was set for it in the portal. */
  hasChange: boolean;
}

/** Finds the mailboxes among the addresses, and locks their rows until the transaction ends. */
export async function holdKnownMailboxes(on: Executor, addresses: readonly string[]): Promise<KnownMailbox[]> {
  const changes = on
    .select({ id: passwordChanges.id })
    .from(passwordChanges)
    .where(eq(passwordChanges.mailboxId, mailboxes.id));
  return on
    .select({
      id: mailboxes.id,
      address: mailboxes.address,
      holderId: mailboxes.holderId,
      state: mailboxes.state,
      secret: mailboxes.passwordSecret,
      passwordChangedAt: mailboxes.passwordChangedAt,
      hasChange: sql<boolean>`${exists(changes)}`,
    })
    .from(mailboxes)
    .where(isAmong(mailboxes.address, addresses))
    .orderBy(asc(mailboxes.id))
    .for('update', { of: mailboxes });
}

export interface ImportedMailbox {
  address: string;
  system: string;
  kind: MailboxKind;
  holderId: string | null;
  state: MailboxState;
  passwordSecret: string | null;
  hasWeakHash: boolean;
  passwordChangedAt: Date | null;
}

/**
 * Adds mailboxes. A suspended one gets its suspension, and its password can never be set again.
 *
 * @returns the mailboxes that are not active, with their first version: the mail systems may still accept them
 */
export async function addImportedMailboxes(
  on: Executor,
  added: readonly ImportedMailbox[],
  now: Date,
): Promise<{ mailboxId: string; version: number }[]> {
  if (added.length === 0) return [];
  const rows = added.map(({ holderId, passwordSecret, hasWeakHash, passwordChangedAt, ...rest }) => ({
    ...rest,
    holder_id: holderId,
    password_secret: passwordSecret,
    has_weak_hash: hasWeakHash,
    password_changed_at: passwordChangedAt,
  }));
  const written = await on.execute<{ id: string; state: MailboxState; version: number }>(sql`
    insert into mailboxes (address, system, kind, holder_id, state, password_secret, has_weak_hash, password_changed_at,
      version, created_at)
    select address, system, kind, holder_id, state, password_secret, has_weak_hash, password_changed_at,
      case when state = 'active' then 0 else 1 end, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as line(address text, system text, kind mailbox_kind, holder_id uuid, state mailbox_state,
        password_secret text, has_weak_hash boolean, password_changed_at timestamptz)
    returning id, state, version`);
  const notActive = written.flatMap(({ id, state, version }) => (state === 'active' ? [] : { mailboxId: id, version }));
  const suspended = written.filter(({ state }) => state === 'suspended_emergency').map(({ id }) => id);
  if (suspended.length === 0) return notActive;
  await on
    .insert(suspensions)
    .values(suspended.map((mailboxId) => ({ mailboxId, level: 'emergency' as const, suspendedAt: now })));
  const held = on
    .select({
      mailboxId: mailboxes.id,
      secret: sql<string>`${mailboxes.passwordSecret}`.as('secret'),
      replacedAt: sql<null>`null::timestamptz`.as('replaced_at'),
    })
    .from(mailboxes)
    .where(and(inArray(mailboxes.id, suspended), isNotNull(mailboxes.passwordSecret)));
  await on.insert(heldHashes).select(held);
  return notActive;
}

/** @returns the mailbox's new version, which rises when the password has changed */
export async function changeImportedMailbox(
  on: Executor,
  id: string,
  change: { holderId: string | null; password: { secret: string; isWeak: boolean; changedAt: Date | null } | null },
): Promise<number> {
  const { holderId, password } = change;
  const next = sql`${mailboxes.version} + 1`;
  const other = password && {
    passwordSecret: password.secret,
    hasWeakHash: password.isWeak,
    cryptSecret: null,
    passwordChangedAt: password.changedAt,
    passwordVersion: next,
    version: next,
  };
  const [row] = await on
    .update(mailboxes)
    .set({ holderId, ...other })
    .where(eq(mailboxes.id, id))
    .returning({ version: mailboxes.version });
  if (!row) throw new Error('no such mailbox');
  return row.version;
}
