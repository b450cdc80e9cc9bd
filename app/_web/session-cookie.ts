import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { theRuntime } from '@/lib/runtime';
import { deriveKey } from '@/lib/sealed-box';

/** The cookie seals a session's id and nothing else; the row it names is the truth. */
export function sessionCookie() {
  const { config } = theRuntime();
  const isSecure = config.origins[0]?.startsWith('https:') ?? false;
  return {
    name: isSecure ? '__Host-portal_session' : 'portal_session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure } as const,
    maxAgeSeconds: config.sessionAbsoluteMs / 1_000,
    secret: Buffer.from(deriveKey(config.secret, 'session-cookie')).toString('base64url'),
  };
}

/** @returns the session's id, or undefined for no cookie and for one that is not ours */
export async function readSessionCookie(): Promise<string | undefined> {
  const { name, secret } = sessionCookie();
  const sealed = (await cookies()).get(name)?.value;
  if (!sealed) return undefined;
  try {
    const token = await decode({ token: sealed, secret, salt: name });
    return typeof token?.sid === 'string' && UUID.test(token.sid) ? token.sid : undefined;
  } catch {
    return undefined;
  }
}

export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, options, maxAgeSeconds, secret } = sessionCookie();
  const sealed = await encode({ token: { sid: sessionId }, secret, salt: name, maxAge: maxAgeSeconds });
  (await cookies()).set(name, sealed, { ...options, maxAge: maxAgeSeconds });
}

export async function dropSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
