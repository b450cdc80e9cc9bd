import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Executor } from '@/db/connect';
import { addPortalKey } from '@/db/queries/portal-keys';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { seal } from '@/lib/sealed-box';

/** Makes a key pair to which links are encrypted (ECDH P-256). @returns its kid: the key's own thumbprint (RFC 7638) */
export async function makePortalKey(on: Executor, ctx: Context): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const publicJwk = (await exportJWK(publicKey)) as Record<string, string>;
  const kid = await calculateJwkThumbprint(publicJwk);
  const sealedPrivateJwk = seal(ctx.config.secret, 'portal-private-key', JSON.stringify(await exportJWK(privateKey)));
  await addPortalKey(on, { kid, publicJwk, sealedPrivateJwk, createdAt: ctx.now });
  await audit(on, ctx, 'portal_key.made', {}, { kid });
  return kid;
}
