import { importJWK } from 'jose';
import { z } from 'zod';
import { type Clock, seconds } from '@/lib/clock';
import { fileVersion } from '@/lib/input-file/file-version';
import { readJson } from '@/lib/input-file/read-json';

export type CampusJwks = {
  readonly path: string;
  /**
   * Reads the file at the start, so that these keys stay in force if a bad file replaces it later.
   *
   * @returns the ids of its keys
   * @throws Error whose message explains what is wrong with the file
   */
  load(): Promise<string[]>;
  verificationKey(kid: string): Promise<CryptoKey | undefined>;
};

type CampusJwksSource = {
  /** The campus system's JWKS file (RFC 7517). */
  path: string;
  clock: Clock;
  /** Called once for each version of the file that cannot be used or that holds no key, with the reason. */
  report: (problem: string) => void;
};

type KeysByKid = ReadonlyMap<string, CryptoKey>;

/** A revoked key is refused within this time after the file was changed. */
const LOOK_EVERY_MS = seconds(5);

const anyKey = z.looseObject({
  kty: z.string(),
  crv: z.string().optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
});
const keySet = z.object({ keys: z.array(anyKey).max(100) });

const coordinate = z.string().regex(/^[\w-]{43}$/, 'must be 43 characters of base64url');
const signingKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid: z.string().min(1).max(128),
  d: z.undefined('a private key has no place here').optional(),
});
type SigningKey = z.infer<typeof signingKey>;

/**
 * The campus system's public signing keys, read from its JWKS file and read again when the file changes, without a
 * restart. Only EC P-256 keys are accepted (ES256 and no other algorithm); keys of other kinds, or with a `use` other than
 * `sig`, are ignored. A missing or malformed file, and one with keys of other kinds alone, is reported once, and the last
 * good one stays in force. An empty set (`{"keys": []}`) revokes every key, and is reported too.
 */
export function createCampusJwks({ path, clock, report }: CampusJwksSource): CampusJwks {
  let keys: Promise<KeysByKid> = Promise.resolve(new Map());
  let version = '';
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(inForce: Promise<KeysByKid>): Promise<KeysByKid> {
    const found = await fileVersion(path);
    if (found === version) return inForce;
    version = found;
    try {
      // Reading a pipe in place of the file would block without end.
      if (found === 'no file') throw new Error('it is no longer a regular file');
      const { byKid, given } = await readKeys(path);
      if (given > 0 && byKid.size === 0) throw new Error('none of its keys signs campus links (EC P-256)');
      if (given === 0) report(`${path}: it holds no key: every campus link is refused`);
      return byKid;
    } catch (error) {
      report(`${path}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
      return inForce;
    }
  }

  return {
    path,
    async load() {
      // Read before the content: a write in between counts as another version.
      const found = await fileVersion(path);
      const { byKid } = await readKeys(path);
      [version, keys, lookedAt] = [found, Promise.resolve(byKid), clock().getTime()];
      return [...byKid.keys()];
    },
    async verificationKey(kid) {
      const now = clock().getTime();
      // The absolute difference: a clock that was set back must not delay the revocation of a key.
      if (Math.abs(now - lookedAt) >= LOOK_EVERY_MS) {
        lookedAt = now;
        keys = look(keys);
      }
      return (await keys).get(kid);
    },
  };
}

/**
 * Reads the signing keys of a JWKS file.
 *
 * @returns the signing keys, and the number of keys of any kind that the file holds
 * @throws Error whose message explains what is wrong with the file
 */
async function readKeys(path: string): Promise<{ byKid: KeysByKid; given: number }> {
  const { keys } = parse(keySet, await readJson(path));
  const signingKeys = keys.filter(isForUs).map((key) => parse(signingKey, key));

  const byKid = new Map<string, CryptoKey>();
  for (const key of signingKeys) {
    if (byKid.has(key.kid)) throw new Error(`two keys have the kid "${key.kid}"`);
    byKid.set(key.kid, await importSigningKey(key));
  }
  return { byKid, given: keys.length };
}

const isForUs = ({ kty, crv, use = 'sig', alg = 'ES256' }: z.infer<typeof anyKey>): boolean =>
  kty === 'EC' && crv === 'P-256' && use === 'sig' && alg === 'ES256';

async function importSigningKey({ kid, kty, crv, x, y }: SigningKey): Promise<CryptoKey> {
  try {
    return await importJWK({ kty, crv, x, y }, 'ES256');
  } catch {
    throw new Error(`the key "${kid}" is not a point of P-256`);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
