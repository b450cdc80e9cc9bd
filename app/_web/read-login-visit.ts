import { cookies } from 'next/headers';
import { loginVisitsIn } from './login-visit';
import { requestScope } from './request-scope';

/** The visits of this request; empty if the browser never opened the login page or stores no cookies. */
export async function readLoginVisits(): Promise<string[]> {
  return loginVisitsIn((await cookies()).getAll());
}

/** The visit of a captcha shown now: the first one of the request, else the one that the response sets. */
export async function loginVisitToShow(): Promise<string | undefined> {
  const [sent] = await readLoginVisits();
  return sent ?? requestScope().newLoginVisit;
}
