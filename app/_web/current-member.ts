import { cache } from 'react';
import { type Refused, type Result, refuse } from '@/lib/result';
import { contextOf, type MemberRequest, type RequestContext, theRuntime } from '@/lib/runtime/runtime';
import { findMember, type SessionRefusal } from '@/lib/sign-in/session/find-member';
import { requestScope } from './request-scope';
import { readSessionCookie } from './session-cookie';

/** The context of this request, created once per request. */
export const currentContext = cache((): RequestContext => {
  const { clientAddress, requestId, userAgent, recorded } = requestScope();
  return contextOf(theRuntime(), { address: clientAddress, requestId, userAgent, recorded });
});

/** The session lookup of a request. */
export interface CurrentMember {
  /** Whether the browser sent a session cookie of the portal, valid or not. */
  hasSessionCookie: boolean;
  found: Result<MemberRequest, SessionRefusal> | Refused<'service.unavailable'>;
  language: string | null;
}

/** The member of this request, looked up once per request. */
export const currentMember = cache(async (): Promise<CurrentMember> => {
  const hasSessionCookie = (await readSessionCookie()) !== undefined;
  const { isUnasked, isFormOfAnother = false } = requestScope();
  const found = await findCurrent({ isUnasked: isUnasked || isFormOfAnother });
  return { hasSessionCookie, found, language: found.ok ? found.value.session.language : null };
});

/** Looks up the member again. @param isUnasked true for an automatic request, which does not extend the session */
export async function findCurrent({ isUnasked }: { isUnasked: boolean }): Promise<CurrentMember['found']> {
  try {
    return await findMember(currentContext(), await readSessionCookie(), { isUnasked });
  } catch (error) {
    theRuntime().log.error({ err: error, reference: requestScope().requestId }, 'could not read the session');
    return refuse('service.unavailable');
  }
}
