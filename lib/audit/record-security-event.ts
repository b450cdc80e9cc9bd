import { createHmac } from 'node:crypto';
import { listKnownAddresses } from '@/db/queries/mailboxes';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import type { SecurityEvent, SecurityReason } from '@/lib/security-events';

/** The part of a request that a security record needs: the client, its source address and the reference. */
export type Recorder = Pick<Context, 'log' | 'metrics' | 'requestId' | 'address' | 'recorded'> &
  Partial<Pick<Context, 'actor'>>;

/**
 * Writes one log record of level 40, whatever LOG_LEVEL is set (only `silent` suppresses it), and counts it in
 * `/metrics`. One request records the same event and reason once, even if several parts of a page cause it.
 *
 * @param detail figures, names and network addresses; no secret, and no account as typed (`accountInLog`)
 */
export function recordSecurityEvent<E extends SecurityEvent>(
  { log, metrics, requestId, address, actor, recorded }: Recorder,
  event: E,
  reason: SecurityReason<E>,
  detail: Readonly<Record<string, string | number | undefined>> = {},
  msg = 'security event',
): void {
  const key = `${event} ${reason}`;
  if (recorded?.has(key)) return;
  recorded?.add(key);
  metrics.countSecurityEvent(event, reason);
  const number = actor?.kind === 'person' ? actor.person.number : undefined;
  const written = log.level === 'silent' || log.isLevelEnabled('warn') ? log : log.child({}, { level: 'warn' });
  written.warn({ event, reason, reference: requestId, address, number, ...detail }, msg);
}

/**
 * Returns an account in the form that a log record may contain: the address of an existing mailbox, otherwise a keyed
 * hash. Users sometimes type their password into that field. Equal texts have equal hashes; a reader of the log cannot
 * test guesses against them without PORTAL_SECRET.
 */
export async function accountInLog(
  { db, config }: Pick<Context, 'db' | 'config'>,
  typed: string,
): Promise<{ account: string } | { accountHash: string }> {
  // Other texts are not looked up: PostgreSQL rejects a NUL in a parameter.
  const [known] = MAILBOX_ADDRESS.test(typed) ? await listKnownAddresses(db, [typed]) : [];
  return known ? { account: known } : { accountHash: hashOf(config.secret, typed) };
}

function hashOf(secret: string, typed: string): string {
  const key = derivedKey(secret, 'security-event/account');
  return createHmac('sha256', key).update(typed).digest('base64url').slice(0, 22);
}
