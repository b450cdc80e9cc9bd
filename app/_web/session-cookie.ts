import { cookies } from 'next/headers';
import { theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';

/** Whether browsers reach the portal over https, so that cookies get the Secure attribute. */
export function isSecureSite(): boolean {
  return theRuntime().config.origins[0]?.startsWith('https:') ?? false;
}

/** The cookie holds only a sealed session id; the row in the database is authoritative. */
export function sessionCookie() {
  const { sessionAbsoluteMs } = theRuntime().config;
  const isSecure = isSecureSite();
  return {
    name: isSecure ? '__Host-portal_session' : 'portal_session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure } as const,
    maxAgeSeconds: sessionAbsoluteMs / 1_000,
  };
}

/** Seals a session id for the cookie. */
export function sealSessionId(sessionId: string): string {
  return seal(theRuntime().config.secret, 'session-cookie', sessionId);
}

/** @returns undefined for text that the portal did not seal */
export function unsealSessionId(sealed: string): string | undefined {
  return unseal(theRuntime().config.secret, 'session-cookie', sealed);
}

/** @returns the session id; undefined without a cookie and for a cookie that the portal did not seal */
export async function readSessionCookie(): Promise<string | undefined> {
  const sealed = (await cookies()).get(sessionCookie().name)?.value;
  return sealed ? unsealSessionId(sealed) : undefined;
}

/** Sets the session cookie. Only in a route handler or a server action. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, options, maxAgeSeconds } = sessionCookie();
  (await cookies()).set(name, sealSessionId(sessionId), { ...options, maxAge: maxAgeSeconds });
}

/** Deletes the session cookie. Only in a route handler or a server action. */
export async function dropSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, '', { ...options, maxAge: 0 });
}
