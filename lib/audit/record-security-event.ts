import { createHmac } from 'node:crypto';
import { listKnownAddresses } from '@/db/queries/mailboxes';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import type { SecurityEvent, SecurityReason } from '@/lib/security-events';

/** A request, as far as a record of it says who asked and from where. */
export type Recorder = Pick<Context, 'log' | 'metrics' | 'requestId' | 'address' | 'recorded'> &
  Partial<Pick<Context, 'actor'>>;

/**
 * Writes one record of level 40 into the log, whatever level is set (`silent` alone keeps it back), and counts it in
 * `/metrics`. Of one request an event is recorded once,
 * however many parts of the page meet it.
 *
 * @param detail figures, names and addresses of the network; no secret, and nothing that was typed as an account
 *   (`accountInLog`)
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
 * An account as a record may name it: the address of a mailbox that there is, or else a keyed hash. What people type into
 * that field may be their password. Equal hashes are the same text; without PORTAL_SECRET nobody can try out which.
 */
export async function accountInLog(
  { db, config }: Pick<Context, 'db' | 'config'>,
  typed: string,
): Promise<{ account: string } | { accountHash: string }> {
  // What can be no address is not asked for: the database refuses a NUL.
  const [known] = MAILBOX_ADDRESS.test(typed) ? await listKnownAddresses(db, [typed]) : [];
  return known ? { account: known } : { accountHash: hashOf(config.secret, typed) };
}

function hashOf(secret: string, typed: string): string {
  const key = derivedKey(secret, 'security-event/account');
  return createHmac('sha256', key).update(typed).digest('base64url').slice(0, 22);
}
