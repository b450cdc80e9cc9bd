import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { given, prepared } from '../prepared';
import { heldHashes } from '../schema/held-hashes';
import { mailboxes } from '../schema/mailboxes';

export type MailboxKind = 'personal' | 'unit';
export type MailboxState = 'active' | 'suspended_warning' | 'suspended_emergency' | 'closed';

/** A mailbox as its holder sees it: without the stored password. */
export interface Mailbox {
  id: string;
  address: string;
  system: string;
  kind: MailboxKind;
  state: MailboxState;
  version: number;
  passwordChangedAt: Date | null;
}

const MAILBOX = {
  id: mailboxes.id,
  address: mailboxes.address,
  system: mailboxes.system,
  kind: mailboxes.kind,
  state: mailboxes.state,
  version: mailboxes.version,
  passwordChangedAt: mailboxes.passwordChangedAt,
};

/** The mailboxes that a session may act on: all that the person holds, or only one of them. */
export interface MailboxScope {
  holderId: string;
  /** The id of the only mailbox in scope, or null for all. */
  only: string | null;
}

/** Lists the mailboxes that are not closed. @param also.withClosed includes the closed ones */
export async function listMailboxesOf(
  on: Executor,
  scope: MailboxScope,
  { withClosed = false }: { withClosed?: boolean } = {},
): Promise<Mailbox[]> {
  return mailboxesOf(on, `${scopeOf(scope)}, ${withClosed ? 'all' : 'open'}`).execute({ ...scope });
}

/** A session whose scope is one mailbox has another condition. */
const scopeOf = ({ only }: MailboxScope) => (only ? 'one' : 'held');
const isInScope = (scope: 'one' | 'held') =>
  and(
    eq(mailboxes.holderId, given(mailboxes.holderId, 'holderId')),
    scope === 'one' ? eq(mailboxes.id, given(mailboxes.id, 'only')) : undefined,
  );

const mailboxesOf = prepared((on, variant: `${'one' | 'held'}, ${'all' | 'open'}`) =>
  on
    .select(MAILBOX)
    .from(mailboxes)
    .where(
      and(
        isInScope(variant.startsWith('one') ? 'one' : 'held'),
        variant.endsWith('all') ? undefined : ne(mailboxes.state, 'closed'),
      ),
    )
    .orderBy(asc(mailboxes.kind), asc(mailboxes.address))
    .prepare('mailboxes_of'),
);

/**
 * Finds a mailbox in any state.
 *
 * @returns undefined also for another person's mailbox, so that it looks like an unknown one
 */
export async function findMailboxOf(on: Executor, scope: MailboxScope, address: string): Promise<Mailbox | undefined> {
  const [mailbox] = await mailboxOf(on, scopeOf(scope)).execute({ ...scope, address });
  return mailbox;
}

const mailboxOf = prepared((on, scope: 'one' | 'held') =>
  on
    .select(MAILBOX)
    .from(mailboxes)
    .where(and(eq(mailboxes.address, given(mailboxes.address, 'address')), isInScope(scope)))
    .prepare('mailbox_of'),
);

export async function findMailbox(on: Executor, address: string): Promise<Mailbox | undefined> {
  const [mailbox] = await on.select(MAILBOX).from(mailboxes).where(eq(mailboxes.address, address));
  return mailbox;
}

export type HeldMailbox = Mailbox & { holderId: string | null };

/**
 * Finds a mailbox and its holder, without a check of scope: for notices and their links, which act on the holder's
 * behalf.
 */
export async function findHeldMailbox(on: Executor, mailboxId: string): Promise<HeldMailbox | undefined> {
  const [row] = await on
    .select({ ...MAILBOX, holderId: mailboxes.holderId })
    .from(mailboxes)
    .where(eq(mailboxes.id, mailboxId));
  return row;
}

/** Lists the addresses among these that are mailboxes. */
export async function listKnownAddresses(on: Executor, addresses: readonly string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const rows = await on
    .select({ address: mailboxes.address })
    .from(mailboxes)
    .where(inArray(mailboxes.address, [...addresses]));
  return rows.map(({ address }) => address);
}

/**
 * Locks the mailbox's row until the transaction ends, so that changes of one mailbox run one after the other.
 *
 * @param holderId when given, this person must still hold the mailbox
 * @returns undefined for a closed mailbox too
 */
export async function lockMailbox(on: Executor, mailboxId: string, holderId?: string): Promise<Mailbox | undefined> {
  const [mailbox] = await on
    .select(MAILBOX)
    .from(mailboxes)
    .where(
      and(
        eq(mailboxes.id, mailboxId),
        ne(mailboxes.state, 'closed'),
        holderId ? eq(mailboxes.holderId, holderId) : undefined,
      ),
    )
    .for('no key update');
  return mailbox;
}

/** Locks a mailbox in any state. @returns undefined when there is none */
export async function lockMailboxOfAnyState(on: Executor, mailboxId: string): Promise<Mailbox | undefined> {
  const [mailbox] = await on.select(MAILBOX).from(mailboxes).where(eq(mailboxes.id, mailboxId)).for('no key update');
  return mailbox;
}

/**
 * @param secret one of the portal's own hashes, which is never a weak one
 * @param crypt the same password as `$6$…`, when a mail system that accepts no other form serves the mailbox
 * @returns the mailbox's new version
 */
export async function storePassword(
  on: Executor,
  mailboxId: string,
  secret: string,
  at: Date,
  crypt: string | null = null,
): Promise<number> {
  const next = sql`${mailboxes.version} + 1`;
  const [row] = await on
    .update(mailboxes)
    .set({
      passwordSecret: secret,
      hasWeakHash: false,
      cryptSecret: crypt,
      passwordChangedAt: at,
      version: next,
      passwordVersion: next,
    })
    .where(eq(mailboxes.id, mailboxId))
    .returning({ version: mailboxes.version });
  if (!row) throw new Error('no such mailbox');
  return row.version;
}

/**
 * Purges the hash that was made for one mail system only, once that has applied it; unless the mailbox has a newer state,
 * or another transaction is writing one.
 */
export async function purgeCryptSecret(on: Executor, mailboxId: string, version: number): Promise<void> {
  const still = on
    .select({ id: mailboxes.id })
    .from(mailboxes)
    .where(and(eq(mailboxes.id, mailboxId), eq(mailboxes.version, version)))
    .for('no key update', { skipLocked: true });
  await on.update(mailboxes).set({ cryptSecret: null }).where(inArray(mailboxes.id, still));
}

/**
 * Replaces an imported hash by one of the portal's own of the same password, if it is still the stored one. Mail systems
 * need not be updated: the version stays.
 */
export async function renewHash(
  on: Executor,
  mailboxId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await on
    .update(mailboxes)
    .set({ passwordSecret: to, hasWeakHash: false })
    .where(and(eq(mailboxes.id, mailboxId), eq(mailboxes.passwordSecret, from)));
  // A weak hash is kept nowhere once the same password has a better one.
  await on
    .update(heldHashes)
    .set({ secret: to })
    .where(and(eq(heldHashes.mailboxId, mailboxId), eq(heldHashes.secret, from)));
}

/** Whether any mailbox still has an imported hash. */
export async function hasImportedHashes(on: Executor): Promise<boolean> {
  const [row] = await on
    .select({ id: mailboxes.id })
    .from(mailboxes)
    // Must match the condition of the index literally.
    .where(sql`${mailboxes.passwordSecret} not like '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$%'`)
    .limit(1);
  return row !== undefined;
}

/** @returns the mailbox's new version */
export async function storeState(on: Executor, mailboxId: string, state: MailboxState): Promise<number> {
  const [row] = await on
    .update(mailboxes)
    .set({ state, version: sql`${mailboxes.version} + 1` })
    .where(eq(mailboxes.id, mailboxId))
    .returning({ version: mailboxes.version });
  if (!row) throw new Error('no such mailbox');
  return row.version;
}

/** Finds the stored hash only, to verify a typed password. */
export async function findPasswordSecret(on: Executor, mailboxId: string): Promise<string | null> {
  const [row] = await on
    .select({ secret: mailboxes.passwordSecret })
    .from(mailboxes)
    .where(eq(mailboxes.id, mailboxId));
  return row?.secret ?? null;
}

/** The facts that decide a sign-in by mailbox password. */
export interface SignInRecord {
  mailboxId: string;
  kind: MailboxKind;
  state: MailboxState;
  secret: string | null;
  holderId: string | null;
  version: number;
}

export async function findSignInRecord(on: Executor, address: string): Promise<SignInRecord | undefined> {
  const [row] = await on
    .select({
      mailboxId: mailboxes.id,
      kind: mailboxes.kind,
      state: mailboxes.state,
      secret: mailboxes.passwordSecret,
      holderId: mailboxes.holderId,
      version: mailboxes.version,
    })
    .from(mailboxes)
    .where(eq(mailboxes.address, address));
  return row;
}

export interface NewMailbox {
  address: string;
  system: string;
  kind: MailboxKind;
  holderId: string | null;
  createdAt: Date;
}

export async function addMailbox(on: Executor, mailbox: NewMailbox): Promise<Mailbox> {
  const [row] = await on.insert(mailboxes).values(mailbox).returning(MAILBOX);
  if (!row) throw new Error('the mailbox just written is not there');
  return row;
}

/** Finds whether folders, messages and recipients of a mailbox are stored from the mail logs. */
export async function findLogsDetail(on: Executor, mailboxId: string): Promise<boolean> {
  const [row] = await on.select({ isOn: mailboxes.logsDetail }).from(mailboxes).where(eq(mailboxes.id, mailboxId));
  return row?.isOn ?? true;
}

/** @returns false when it was set so already */
export async function setLogsDetail(on: Executor, mailboxId: string, isOn: boolean): Promise<boolean> {
  const changed = await on
    .update(mailboxes)
    .set({ logsDetail: isOn })
    .where(and(eq(mailboxes.id, mailboxId), ne(mailboxes.logsDetail, isOn)))
    .returning({ id: mailboxes.id });
  return changed.length > 0;
}
