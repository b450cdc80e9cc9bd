import { compactDecrypt, compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { after, seconds } from '@/lib/clock';
import { type Ok, ok, type Refused, refuse } from '@/lib/result';
import { type CampusClaims, campusClaims } from '@/lib/sign-in/campus-link/campus-claims';

type KeyByKid = (kid: string) => CryptoKey | undefined | Promise<CryptoKey | undefined>;

export type CampusLinkKeys = {
  /** The portal's own private key of that id (ECDH P-256). */
  decryptionKey: KeyByKid;
  /** The campus system's public key of that id (ECDSA P-256). */
  verificationKey: KeyByKid;
  /** The only accepted `iss`. */
  issuer: string;
  /** The portal's origins; `aud` is one of them. */
  audiences: readonly string[];
  /** How far the two clocks may differ, each way. */
  skewMs: number;
  /** The longest life that a link may give itself (`exp` - `iat`). */
  maxLifeMs: number;
};

/** A link that is authentic and fresh. `judgeArrival` checks the browser, and whether the link is spent. */
export type CampusLink = { readonly claims: CampusClaims; readonly issuedAt: Date; readonly expiresAt: Date };

export type CampusLinkRefusal = 'campus_link.not_authentic' | 'campus_link.clocks_differ' | 'campus_link.expired';

/** `cause` is for the log under the reference number, never for the page. */
export type OpenedCampusLink = Ok<CampusLink> | (Refused<CampusLinkRefusal> & { readonly cause: string });

/** The header `typ` of both layers: a token of another kind, made with the same keys, is not a campus link. */
export const CAMPUS_LINK_TYPE = 'campus-link+jwt';
export const MAX_TOKEN_CHARACTERS = 8_192;
const MAX_CAUSE_CHARACTERS = 200;

// The headers are closed lists. A token cannot choose an algorithm, bring or fetch a key (jwk, jku, x5c, x5u), request
// decompression (zip), or request an extension (crit).
const keyId = z.string().min(1).max(128);
const coordinate = z.string().length(43);
const jweHeader = z.strictObject({
  alg: z.literal('ECDH-ES+A256KW'),
  enc: z.literal('A256GCM'),
  typ: z.literal(CAMPUS_LINK_TYPE),
  cty: z.literal('JWT'),
  kid: keyId,
  epk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
});
const jwsHeader = z.strictObject({ alg: z.literal('ES256'), typ: z.literal(CAMPUS_LINK_TYPE), kid: keyId });

/**
 * Opens a campus link: decrypts it, verifies the signature inside, reads the claims, and checks the times.
 *
 * @param token a signed JWT (JWS, RFC 7515) in an encrypted one (JWE, RFC 7516), both compact, nested as in RFC 7519 §A.2
 * @returns the link; or, in this order of precedence, one of the refusals
 * `campus_link.not_authentic` (anything but a complete, authentic token for this portal: one answer for all causes),
 * `campus_link.clocks_differ` (`aheadSeconds`: how far in the future it was issued),
 * `campus_link.expired` (`ageSeconds`: how long ago it was issued)
 * @throws the errors of the key look-ups; a token cannot cause any other
 * @see RFC 8725 (JWT Best Current Practices), docs/campus-link.md for the format
 */
export async function openCampusLink(token: string, keys: CampusLinkKeys, now: Date): Promise<OpenedCampusLink> {
  try {
    const jws = await decrypt(token, keys);
    const payload = await verify(jws, keys);
    return judgeTimes(readClaims(payload, keys), keys, now);
  } catch (error) {
    if (!(error instanceof NotAuthentic)) throw error;
    return { ...refuse('campus_link.not_authentic'), cause: error.message.slice(0, MAX_CAUSE_CHARACTERS) };
  }
}

/** Aborts the steps below. It is caught in this file. */
class NotAuthentic extends Error {}

async function decrypt(token: string, keys: CampusLinkKeys): Promise<string> {
  if (token.length > MAX_TOKEN_CHARACTERS) throw new NotAuthentic('the token is too long');
  const { kid } = readHeader('JWE', token, jweHeader);
  const key = await keys.decryptionKey(kid);
  if (!key) throw new NotAuthentic('the JWE is encrypted to a key that is not ours');

  const { plaintext } = await authentic('JWE', () =>
    compactDecrypt(token, key, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxDecompressedLength: 0,
    }),
  );
  return Buffer.from(plaintext).toString('latin1');
}

async function verify(jws: string, keys: CampusLinkKeys): Promise<Uint8Array> {
  const { kid } = readHeader('JWS', jws, jwsHeader);
  const key = await keys.verificationKey(kid);
  if (!key) throw new NotAuthentic("the JWS is signed with a key that is not the campus system's");

  const { payload } = await authentic('JWS', () => compactVerify(jws, key, { algorithms: ['ES256'] }));
  return payload;
}

function readHeader<T>(layer: 'JWE' | 'JWS', token: string, schema: z.ZodType<T>): T {
  const parts = token.split('.');
  if (parts.length !== (layer === 'JWE' ? 5 : 3)) throw new NotAuthentic(`the ${layer} has not its number of parts`);
  if (!parts.every(isCanonicalBase64url)) throw new NotAuthentic(`the ${layer} is not base64url`);

  let header: unknown;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new NotAuthentic(`the ${layer} header is no JSON object`);
  }
  return parse(`${layer} header`, schema, header);
}

/**
 * base64url without padding, in the only spelling of its bytes. Decoders ignore white space, padding and the unused bits of
 * the last character, so one token would have several spellings (RFC 4648 §3.5).
 */
const isCanonicalBase64url = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

/** Any error that the library throws for a token, of whatever class, means that the token is not authentic. */
async function authentic<T>(layer: 'JWE' | 'JWS', step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new NotAuthentic(`${layer}: ${error instanceof Error ? error.message : 'failed'}`);
  }
}

function readClaims(payload: Uint8Array, keys: CampusLinkKeys): CampusClaims {
  const claims = parse('claims', campusClaims, readJson(payload));
  if (claims.iss !== keys.issuer) throw new NotAuthentic('claims: iss is another issuer');
  if (!keys.audiences.includes(claims.aud)) throw new NotAuthentic('claims: aud is another portal');
  if (claims.exp <= claims.iat) throw new NotAuthentic('claims: exp is not after iat');
  if (seconds(claims.exp - claims.iat) > keys.maxLifeMs) throw new NotAuthentic('claims: exp is too long after iat');
  return claims;
}

function readJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw new NotAuthentic('claims: not JSON in UTF-8');
  }
}

function parse<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NotAuthentic(`${what}: ${issue?.path.join('.')} ${issue?.message}`);
}

function judgeTimes(claims: CampusClaims, { skewMs }: CampusLinkKeys, now: Date): OpenedCampusLink {
  const issuedAt = new Date(seconds(claims.iat));
  const expiresAt = new Date(seconds(claims.exp));
  const ageSeconds = Math.floor((now.getTime() - issuedAt.getTime()) / 1_000);
  const cause = `sub ${claims.sub}, jti ${claims.jti}, issued ${issuedAt.toISOString()}`;

  if (issuedAt > after(now, skewMs)) {
    return { ...refuse('campus_link.clocks_differ', { aheadSeconds: -ageSeconds }), cause };
  }
  if (now > after(expiresAt, skewMs)) return { ...refuse('campus_link.expired', { ageSeconds }), cause };
  return ok({ claims, issuedAt, expiresAt });
}
