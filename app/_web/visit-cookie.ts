import { isSecureSite } from './session-cookie';

/**
 * Set for three minutes in a browser that opens a campus link. If a double click sends the link twice, it shows that
 * both requests came from the same browser. A browser that does not return it stores no cookies.
 */
export const VISIT_COOKIE = 'portal_visit';

/** The attributes of `VISIT_COOKIE`. */
export const visitCookieOptions = () =>
  ({ path: '/campus', maxAge: 180, sameSite: 'lax', httpOnly: true, secure: isSecureSite() }) as const;
