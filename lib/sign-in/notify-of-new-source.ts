import { createHmac } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { rememberSource } from '@/db/queries/known-sources';
import { sourceOf } from '@/lib/client-address/source-of';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import { tellPerson } from '@/lib/notice/tell-person';
import { nameBrowser } from '@/lib/sign-in/session/name-browser';

const FINGERPRINT_BYTES = 16;

/**
 * Remembers the address from which a person signed in by the campus system, and notifies them of a new one. The very first
 * address causes no notice.
 */
export async function notifyOfNewSource(
  on: Executor,
  ctx: Context,
  { personId, sessionId }: { personId: string; sessionId: string },
): Promise<void> {
  const fingerprint = fingerprintOf(ctx, personId);
  if ((await rememberSource(on, { personId, fingerprint, now: ctx.now })) !== 'new') return;
  const { browser = '', system = '' } = nameBrowser(ctx.userAgent);
  await tellPerson(on, ctx, {
    kind: 'signed_in_from_new_address',
    personId,
    event: `session ${sessionId}`,
    data: { browser, system },
  });
}

/**
 * A keyed fingerprint of an IPv4 address, or of an IPv6 /64, within which a client's address changes by itself (RFC
 * 8981).
 */
function fingerprintOf({ config, address }: Context, personId: string): Buffer {
  return createHmac('sha256', derivedKey(config.secret, 'known-source'))
    .update(JSON.stringify([personId, sourceOf(address) ?? '']))
    .digest()
    .subarray(0, FINGERPRINT_BYTES);
}
