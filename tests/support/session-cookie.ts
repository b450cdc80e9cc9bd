import { contextOf, type RequestContext } from '@/lib/runtime/runtime';
import { seal } from '@/lib/sealed-box';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { HttpClient } from './http-client';
import { type NewPerson, needed } from './people';
import type { PortalUnderTest } from './portal-under-test';

/** The name in `app/_web/session-cookie.ts` for a portal that is reached by http. */
const SESSION_COOKIE = 'portal_session';
const HERE = '127.0.0.1';

export interface SessionCookie {
  readonly name: string;
  readonly value: string;
}

/** A request of a client at 127.0.0.1 that is not signed in. */
export const clientContext = ({ runtime }: PortalUnderTest, userAgent?: string): RequestContext =>
  contextOf(runtime, { address: HERE, requestId: 'TEST-0001', userAgent });

export const cookieOf = ({ runtime }: PortalUnderTest, sessionId: string): SessionCookie => ({
  name: SESSION_COOKIE,
  value: seal(runtime.config.secret, 'session-cookie', sessionId),
});

/** Opens a session of a person at 127.0.0.1. @returns its cookie */
export async function sessionCookieOf(
  { person }: NewPerson,
  portal: PortalUnderTest,
  userAgent?: string,
): Promise<SessionCookie> {
  const { token } = await portal.campusLink({ person, ip: HERE });
  const arrival = { token, visit: 'visit', formerSessionId: undefined };
  return cookieOf(portal, needed(await enterByCampusLink(clientContext(portal, userAgent), arrival)).sessionId);
}

/** An HTTP client without a browser, signed in as this person. */
export async function clientSignedInAs(
  who: NewPerson,
  portal: PortalUnderTest,
  { headers }: { headers?: Record<string, string> } = {},
): Promise<HttpClient> {
  const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en', ...headers } });
  const { name, value } = await sessionCookieOf(who, portal, headers?.['User-Agent']);
  client.cookies.set(name, value);
  return client;
}
