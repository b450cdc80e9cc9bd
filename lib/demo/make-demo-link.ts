import { randomUUID } from 'node:crypto';
import { importJWK } from 'jose';
import type { Person } from '@/db/queries/people';
import { after, before, seconds } from '@/lib/clock';
import type { CampusSigningKey } from '@/lib/config/config';
import type { Context } from '@/lib/context';
import { MAX_LIFE_MS } from '@/lib/sign-in/campus-link/check-campus-link';
import { makeCampusLink } from '@/lib/sign-in/campus-link/make-campus-link';
import type { PortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';

export interface MadeLink {
  url: string;
  token: string;
  expiresAt: Date;
}

/**
 * Makes a campus link as the campus information system would, signed with the campus system's own key.
 *
 * @param link.ageMs   the age of the link; more than its lifetime makes an expired one
 * @param link.origin  the portal that the link leads to; the first configured origin by default
 */
export async function makeDemoLink(
  ctx: Context & { portalKeyring: PortalKeyring },
  signingKey: CampusSigningKey,
  link: { person: Person; ip: string | string[]; lang?: 'zh_TW' | 'en'; ageMs?: number; origin?: string },
): Promise<MadeLink> {
  const [encryptionKey] = (await ctx.portalKeyring.publicKeys()).keys;
  const origin = link.origin ?? ctx.config.origins[0];
  if (!encryptionKey?.kid || !origin) throw new Error('a campus link needs a portal key and an origin');

  const issuedAt = before(ctx.now, link.ageMs ?? 0);
  const expiresAt = after(issuedAt, MAX_LIFE_MS);
  const token = await makeCampusLink(
    {
      iss: ctx.config.campusIssuer,
      aud: origin,
      sub: link.person.number,
      iat: inSeconds(issuedAt),
      exp: inSeconds(expiresAt),
      jti: randomUUID(),
      ip: link.ip,
      name: link.person.name,
      name_en: link.person.nameEn,
      role: link.person.role,
      condition: link.person.condition,
      lang: link.lang,
    },
    {
      encryptTo: { kid: encryptionKey.kid, publicKey: (await importJWK(encryptionKey, 'ECDH-ES+A256KW')) as CryptoKey },
      signWith: {
        kid: signingKey.kid,
        privateKey: (await importJWK(signingKey.privateJwk, 'ES256')) as CryptoKey,
      },
    },
  );
  return { url: `${origin}/campus?token=${token}`, token, expiresAt };
}

const inSeconds = (moment: Date): number => Math.floor(moment.getTime() / seconds(1));
