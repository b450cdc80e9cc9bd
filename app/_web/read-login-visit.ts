import { headers } from 'next/headers';
import { isLoginVisit, LOGIN_VISIT_HEADER } from './login-visit';

/** The visit that a captcha of the login form belongs to; undefined for a browser that never opened the login page. */
export async function readLoginVisit(): Promise<string | undefined> {
  const visit = (await headers()).get(LOGIN_VISIT_HEADER);
  return isLoginVisit(visit) ? visit : undefined;
}
