import { createHmac } from 'node:crypto';
import { sourceOf } from '@/lib/client-address/source-of';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import type { Secret } from '@/lib/secret';

/** Enough to distinguish accounts and sources for good. */
const KEY_BYTES = 16;
/**
 * Enough for the hundred that are compared with each other: a collision has a chance of one in four thousand million.
 */
const TRIED_BYTES = 4;
/** Enough for the passwords of one hour. */
const PASSWORD_BYTES = 5;

type Portal = Pick<Context, 'config'>;

/** @param address whole and in its canonical spelling (`readAccount`); the mailbox need not exist */
export function accountKey(of: Portal, address: string): string {
  return keyed(of, 'account', [address], KEY_BYTES);
}

/** Recognises this password for this account, and for no other. */
export function triedKey(of: Portal, { account, secret }: { account: string; secret: Secret }): string {
  return keyed(of, 'account and password', [account, secret.reveal()], TRIED_BYTES);
}

/** Recognises this password for every account. It is stored beside a counter only, never beside an account. */
export function passwordKey(of: Portal, secret: Secret): string {
  return keyed(of, 'password', [secret.reveal()], PASSWORD_BYTES);
}

export function mailboxKey(of: Portal, mailboxId: string): string {
  return keyed(of, 'mailbox', [mailboxId], KEY_BYTES);
}

/** An IPv4 address, or an IPv6 client's /64 (RFC 8981). */
export function sourceKey(of: Portal, address: string | null): string {
  return keyed(of, 'source', [sourceOf(address) ?? address ?? ''], KEY_BYTES);
}

/**
 * A keyed fingerprint (HMAC) of fixed length in base64url. Without PORTAL_SECRET it can be neither made nor reversed by
 * guessing. JSON separates the parts, even if one contains a NUL or a quote.
 */
function keyed({ config }: Portal, purpose: string, parts: readonly string[], bytes: number): string {
  const mac = createHmac('sha256', derivedKey(config.secret, `throttle/${purpose}`))
    .update(JSON.stringify(parts))
    .digest();
  return mac.subarray(0, bytes).toString('base64url');
}
