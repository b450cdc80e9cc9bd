import { headers } from 'next/headers';
import { isLoginVisit, LOGIN_VISIT_HEADER, NEW_LOGIN_VISIT_HEADER } from './login-visit';

/** The visits that this browser brought; none from one that never opened the login page, or keeps no cookies. */
export async function readLoginVisits(): Promise<string[]> {
  return visitsIn(LOGIN_VISIT_HEADER);
}

/** The visit that a captcha shown now belongs to: the one that was brought, or is given with this answer. */
export async function loginVisitToShow(): Promise<string | undefined> {
  const [brought] = await visitsIn(LOGIN_VISIT_HEADER);
  return brought ?? (await visitsIn(NEW_LOGIN_VISIT_HEADER))[0];
}

async function visitsIn(header: string): Promise<string[]> {
  return ((await headers()).get(header) ?? '').split(' ').filter(isLoginVisit);
}
