import { headers } from 'next/headers';
import { isLoginVisit, LOGIN_VISIT_HEADER, NEW_LOGIN_VISIT_HEADER } from './login-visit';

/** The visit that this browser brought; undefined for one that never opened the login page, or keeps no cookies. */
export async function readLoginVisit(): Promise<string | undefined> {
  return visitIn(LOGIN_VISIT_HEADER);
}

/** The visit that a captcha shown now belongs to: the one that was brought, or is given with this answer. */
export async function loginVisitToShow(): Promise<string | undefined> {
  return (await visitIn(LOGIN_VISIT_HEADER)) ?? visitIn(NEW_LOGIN_VISIT_HEADER);
}

async function visitIn(header: string): Promise<string | undefined> {
  const visit = (await headers()).get(header);
  return isLoginVisit(visit) ? visit : undefined;
}
