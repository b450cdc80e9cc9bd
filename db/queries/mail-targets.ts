import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { mailTargets } from '../schema/mail-targets';
import { mailboxes } from '../schema/mailboxes';

/** `simulated` replaces the mail server in a demo that has none. */
export const TARGET_NAMES = ['dovecot-sql', 'ldap', 'google', 'simulated'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** The mail systems that read their passwords from this database: for them the commit of a change is the write. */
export const READ_THIS_DATABASE: readonly TargetName[] = ['dovecot-sql', 'simulated'];

/** A mail system that serves the mailboxes of a domain. */
export interface MailTarget {
  domain: string;
  target: TargetName;
  /** The key of its settings in the configuration. */
  targetKey: string;
}

const MAIL_TARGET = {
  domain: mailTargets.domain,
  target: sql<TargetName>`${mailTargets.target}`,
  targetKey: mailTargets.targetKey,
};

export async function listMailTargets(on: Executor): Promise<MailTarget[]> {
  return on.select(MAIL_TARGET).from(mailTargets).orderBy(asc(mailTargets.domain), asc(mailTargets.target));
}

/** Finds the key of the settings for a domain; undefined when it has no mail system of this kind. */
export async function findTargetSettings(
  on: Executor,
  domain: string,
  target: TargetName,
): Promise<string | undefined> {
  const [row] = await on
    .select({ targetKey: mailTargets.targetKey })
    .from(mailTargets)
    .where(and(eq(mailTargets.domain, domain), eq(mailTargets.target, target)));
  return row?.targetKey;
}

/** Lists the domains that have mailboxes, in the form by which deliveries are routed. */
export async function listDomainsInUse(on: Executor): Promise<string[]> {
  const domain = sql<string>`split_part(${mailboxes.address}, '@', 2)`;
  const rows = await on.selectDistinct({ domain }).from(mailboxes).orderBy(domain);
  return rows.map((row) => row.domain);
}

/** Whether a mail system of this kind serves the mailbox. */
export async function isServedBy(on: Executor, mailboxId: string, target: TargetName): Promise<boolean> {
  const rows = await on
    .select({ target: mailTargets.target })
    .from(mailTargets)
    .innerJoin(mailboxes, eq(mailTargets.domain, sql`split_part(${mailboxes.address}, '@', 2)`))
    .where(and(eq(mailboxes.id, mailboxId), eq(mailTargets.target, target)));
  return rows.length > 0;
}

export async function putMailTarget(on: Executor, target: MailTarget): Promise<void> {
  await on
    .insert(mailTargets)
    .values(target)
    .onConflictDoUpdate({
      target: [mailTargets.domain, mailTargets.target],
      set: { targetKey: target.targetKey },
    });
}

/** Leaves existing rows unchanged. */
export async function addMailTargets(on: Executor, targets: readonly MailTarget[]): Promise<void> {
  if (targets.length > 0)
    await on
      .insert(mailTargets)
      .values([...targets])
      .onConflictDoNothing();
}

/**
 * Replaces one mail system by another wherever it serves, with the deliveries that wait for it.
 *
 * @param to of a kind that serves none of these domains yet
 */
export async function replaceMailTarget(
  on: Executor,
  { from, to }: { from: Omit<MailTarget, 'domain'>; to: Omit<MailTarget, 'domain'> },
): Promise<void> {
  await on
    .update(mailTargets)
    .set(to)
    .where(and(eq(mailTargets.target, from.target), eq(mailTargets.targetKey, from.targetKey)));
  await on
    .update(deliveries)
    .set({ target: to.target })
    .where(and(eq(deliveries.target, from.target), isNull(deliveries.effectiveAt), isNull(deliveries.supersededAt)));
}

/** @returns whether it existed */
export async function removeMailTarget(
  on: Executor,
  { domain, target }: Omit<MailTarget, 'targetKey'>,
): Promise<boolean> {
  const gone = await on
    .delete(mailTargets)
    .where(and(eq(mailTargets.domain, domain), eq(mailTargets.target, target)))
    .returning({ domain: mailTargets.domain });
  return gone.length > 0;
}
