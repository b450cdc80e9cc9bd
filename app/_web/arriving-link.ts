import { cookies } from 'next/headers';
import { cache } from 'react';
import type { Result } from '@/lib/result';
import { type CampusLinkFault, checkCampusLink, type WelcomeLink } from '@/lib/sign-in/campus-link/check-campus-link';
import { currentContext } from './current-member';
import { requestScope } from './request-scope';
import { readSessionCookie } from './session-cookie';
import { VISIT_COOKIE } from './visit-cookie';

/** The campus link in the query of `/campus`, checked once per request. Undefined on every other page. */
export const arrivingLink = cache(async (): Promise<Result<WelcomeLink, CampusLinkFault> | undefined> => {
  const { url, refusal } = requestScope();
  const { pathname, searchParams } = new URL(url, 'http://portal');
  if (pathname !== '/campus' || refusal) return undefined;
  const visit = (await cookies()).get(VISIT_COOKIE)?.value;
  return checkCampusLink(currentContext(), searchParams.get('token') ?? '', visit, await readSessionCookie());
});
