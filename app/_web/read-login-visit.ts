import { headers } from 'next/headers';
import { isLoginVisit, LOGIN_VISIT_HEADER, NEW_LOGIN_VISIT_HEADER } from './login-visit';

/** The visits of this request; empty if the browser never opened the login page or stores no cookies. */
export async function readLoginVisits(): Promise<string[]> {
  return visitsIn(LOGIN_VISIT_HEADER);
}

/** The visit of a captcha shown now: the first one of the request, else the one that the response sets. */
export async function loginVisitToShow(): Promise<string | undefined> {
  const [sent] = await visitsIn(LOGIN_VISIT_HEADER);
  return sent ?? (await visitsIn(NEW_LOGIN_VISIT_HEADER))[0];
}

async function visitsIn(header: string): Promise<string[]> {
  return ((await headers()).get(header) ?? '').split(' ').filter(isLoginVisit);
}
