import { createHmac } from 'node:crypto';
import { sourceOf } from '@/lib/client-address/source-of';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import type { Secret } from '@/lib/secret';

/** Enough to tell accounts and sources apart for ever. */
const KEY_BYTES = 16;
/** Enough for the hundred that are compared with each other; one password in four thousand million looks the same. */
const TRIED_BYTES = 4;
/** Enough for those of an hour. */
const PASSWORD_BYTES = 5;

type Portal = Pick<Context, 'config'>;

/** @param address whole and in its one spelling (`readAccount`), of a mailbox or of none */
export function accountKey(of: Portal, address: string): string {
  return keyed(of, 'account', [address], KEY_BYTES);
}

/** Recognises this password for this account, and for no other. */
export function triedKey(of: Portal, { account, secret }: { account: string; secret: Secret }): string {
  return keyed(of, 'account and password', [account, secret.reveal()], TRIED_BYTES);
}

/** Recognises this password for every account. It is kept beside a counter alone, never beside an account. */
export function passwordKey(of: Portal, secret: Secret): string {
  return keyed(of, 'password', [secret.reveal()], PASSWORD_BYTES);
}

export function mailboxKey(of: Portal, mailboxId: string): string {
  return keyed(of, 'mailbox', [mailboxId], KEY_BYTES);
}

/** An IPv4 address, or the /64 that an IPv6 client has to itself (RFC 8981). */
export function sourceKey(of: Portal, address: string | null): string {
  return keyed(of, 'source', [sourceOf(address) ?? address ?? ''], KEY_BYTES);
}

/**
 * A text of fixed length and harmless letters, whatever it was made of; without PORTAL_SECRET nobody can make it, nor try
 * out what it was made of. JSON keeps the parts apart, also where one holds a NUL or a quote.
 */
function keyed({ config }: Portal, purpose: string, parts: readonly string[], bytes: number): string {
  const mac = createHmac('sha256', derivedKey(config.secret, `throttle/${purpose}`))
    .update(JSON.stringify(parts))
    .digest();
  return mac.subarray(0, bytes).toString('base64url');
}
