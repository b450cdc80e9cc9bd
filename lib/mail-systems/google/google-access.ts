import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { after, type Clock, minutes, seconds } from '@/lib/clock';
import type { GoogleConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { type Answer, nameRefusal, type Send } from './google-http';

/** The scopes that the domain's administrator delegates to the service account. No others are requested. */
const SCOPES = [
  'https://www.googleapis.com/auth/admin.directory.user',
  'https://www.googleapis.com/auth/admin.directory.user.security',
];
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The assertion is used at once; Google accepts lifetimes of up to an hour. */
const ASSERTION_LIVES_MS = minutes(10);
/** Tokens are renewed early, so that none expires while a request is in flight. */
const RENEW_BEFORE_END_MS = minutes(1);

const granted = z.object({
  access_token: z.string().min(1),
  token_type: z.literal('Bearer'),
  expires_in: z.number().positive(),
});

export interface GoogleAccess {
  /** @throws DeliveryFailed */
  token(): Promise<string>;
  /** Discards a token that was refused before its expiry. */
  discard(token: string): void;
}

/**
 * Provides access tokens that act as an administrator of the domain. A service account with domain-wide delegation
 * signs an assertion and exchanges it for a token, which is cached until a minute before its expiry. Concurrent calls
 * share one request.
 *
 * @throws Error if the private key cannot be read
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function openGoogleAccess(config: GoogleConfig, clock: Clock, send: Send): GoogleAccess {
  const key = createPrivateKey(config.privateKey.reveal());
  let current: { token: string; until: Date } | undefined;
  let underway: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const now = clock();
    const assertion = await new SignJWT({ scope: SCOPES.join(' ') })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(config.clientEmail)
      .setSubject(config.admin)
      .setAudience(config.tokenUrl)
      .setIssuedAt(now)
      .setExpirationTime(after(now, ASSERTION_LIVES_MS))
      .sign(key);
    const answer = await send(config.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: GRANT, assertion }),
    });
    const { access_token, expires_in } = readGrant(answer);
    current = { token: access_token, until: after(now, seconds(expires_in) - RENEW_BEFORE_END_MS) };
    return access_token;
  }

  return {
    async token() {
      if (current && clock() < current.until) return current.token;
      underway ??= fetchToken().finally(() => {
        underway = undefined;
      });
      return underway;
    },
    discard(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

/** @see https://developers.google.com/identity/protocols/oauth2/service-account#error-codes */
function readGrant(answer: Answer): z.infer<typeof granted> {
  // Every error code of this endpoint (invalid_grant, unauthorized_client, access_denied …) means a wrong key,
  // delegation, administrator or clock.
  const isRefusal = z.object({ error: z.string() }).safeParse(answer.body).success;
  if (answer.status === 400 && isRefusal) throw new DeliveryFailed('access_refused');
  if (answer.status !== 200) throw nameRefusal(answer);
  const grant = granted.safeParse(answer.body);
  if (!grant.success) throw new DeliveryFailed('unexpected_answer');
  return grant.data;
}
