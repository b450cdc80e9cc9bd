import { isSecureSite } from './session-cookie';

/**
 * Given to a browser that looks at a campus link, for three minutes: should the link be sent twice by a double click,
 * it tells that both came from the same browser. A browser that does not bring it back keeps no cookies.
 */
export const VISIT_COOKIE = 'portal_visit';

export const visitCookieOptions = () =>
  ({ path: '/campus', maxAge: 180, sameSite: 'lax', httpOnly: true, secure: isSecureSite() }) as const;
