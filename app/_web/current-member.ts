import { cache } from 'react';
import { type Refused, type Result, refuse } from '@/lib/result';
import { contextOf, type MemberRequest, type RequestContext, theRuntime } from '@/lib/runtime/runtime';
import { findMember, type SessionRefusal } from '@/lib/sign-in/session/find-member';
import { requestScope } from './request-scope';
import { readSessionCookie } from './session-cookie';

/** Who asks, from where, when: one for each request. */
export const currentContext = cache((): RequestContext => {
  const { clientAddress, requestId, userAgent, recorded } = requestScope();
  return contextOf(theRuntime(), { address: clientAddress, requestId, userAgent, recorded });
});

export interface CurrentMember {
  /** Whether the browser brought a session at all, whatever became of it. */
  broughtSession: boolean;
  found: Result<MemberRequest, SessionRefusal> | Refused<'service.unavailable'>;
  language: string | null;
}

/** The person of this request, asked for once however many parts of the page want to know. */
export const currentMember = cache(async (): Promise<CurrentMember> => {
  const broughtSession = (await readSessionCookie()) !== undefined;
  const { isUnasked, isFormOfAnother = false } = requestScope();
  const found = await findCurrent({ isUnasked: isUnasked || isFormOfAnother });
  return { broughtSession, found, language: found.ok ? found.value.session.language : null };
});

/** The same, asked anew, and keeping the session alive only if it is told to. */
export async function findCurrent({ isUnasked }: { isUnasked: boolean }): Promise<CurrentMember['found']> {
  try {
    return await findMember(currentContext(), await readSessionCookie(), { isUnasked });
  } catch (error) {
    theRuntime().log.error({ err: error, reference: requestScope().requestId }, 'the session could not be read');
    return refuse('service.unavailable');
  }
}
