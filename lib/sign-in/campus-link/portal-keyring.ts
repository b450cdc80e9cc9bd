import { importJWK } from 'jose';
import type { Connection } from '@/db/connect';
import { listOpeningKeys } from '@/db/queries/portal-keys';
import { type Clock, seconds } from '@/lib/clock';
import { unseal } from '@/lib/sealed-box';

/** Within this time every server stops accepting a revoked key, and knows a new one. */
const LOOK_EVERY_MS = seconds(10);

export interface PortalKeyring {
  /** The private key of that id, while it may open links. */
  decryptionKey(kid: string): Promise<CryptoKey | undefined>;
  /** The key to which links are to be encrypted, as a JWKS (RFC 7517). */
  publicKeys(): Promise<{ keys: Record<string, string>[] }>;
}

interface Keys {
  private: Map<string, CryptoKey>;
  offered: Record<string, string>[];
}

/** The portal's key pairs, read from the database at intervals, so that a change needs no restart. */
export function createPortalKeyring(connection: Connection, secret: string, clock: Clock): PortalKeyring {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let keys: Promise<Keys> | undefined;

  async function read(now: Date): Promise<Keys> {
    const read: Keys = { private: new Map(), offered: [] };
    for (const key of await listOpeningKeys(connection.db, now)) {
      const jwk = unseal(secret, 'portal-private-key', key.sealedPrivateJwk);
      if (!jwk) throw new Error(`portal key ${key.kid} was sealed under another PORTAL_SECRET`);
      read.private.set(key.kid, (await importJWK(JSON.parse(jwk), 'ECDH-ES+A256KW')) as CryptoKey);
      if (!key.opensUntil) {
        read.offered.push({ ...key.publicJwk, kid: key.kid, use: 'enc', alg: 'ECDH-ES+A256KW' });
      }
    }
    return read;
  }

  function current(): Promise<Keys> {
    const now = clock();
    if (!keys || Math.abs(now.getTime() - lookedAt) >= LOOK_EVERY_MS) {
      lookedAt = now.getTime();
      keys = read(now);
      // A failed read is not cached: the next link reads again.
      keys.catch(() => {
        keys = undefined;
      });
    }
    return keys;
  }

  return {
    decryptionKey: async (kid) => (await current()).private.get(kid),
    publicKeys: async () => ({ keys: (await current()).offered }),
  };
}
