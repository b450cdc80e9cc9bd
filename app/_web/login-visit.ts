/**
 * Given to a browser that opens the login page, until it is closed: a captcha can be answered only where it was shown.
 * It tells nothing and opens nothing.
 */
export const LOGIN_VISIT_COOKIE = 'portal_login';
/**
 * The visit that a browser brought, and the one that it is given with this very answer. Set by the middleware alone:
 * bin/server/request-gate.ts drops what a client sends by these names.
 */
export const LOGIN_VISIT_HEADER = 'x-portal-login-visit';
export const NEW_LOGIN_VISIT_HEADER = 'x-portal-new-login-visit';

/** Whether it looks like one of ours (`newNonce`). */
export function isLoginVisit(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{24}$/.test(value);
}
