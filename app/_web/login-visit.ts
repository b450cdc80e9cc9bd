/**
 * Given to a browser that opens the login page, until it is closed: a captcha can be answered only where it was shown.
 * It tells nothing and opens nothing.
 */
export const LOGIN_VISIT_COOKIE = 'portal_login';
/**
 * Two tabs that a browser opens at once are given a visit each, of which the cookie above keeps the later one. Each stands
 * in a cookie of its own besides, whose name begins like this, so that the captchas of both tabs can be answered.
 */
const OF_EACH_TAB = 'portal_login_';
const MOST_TABS = 8;

/** @param visit as `newNonce` gives it */
export const loginVisitCookies = (visit: string): string[] => [
  LOGIN_VISIT_COOKIE,
  OF_EACH_TAB + visit.replace(/\W/g, '').slice(0, 8),
];

/** The visits that a browser brought, the one that its new captchas belong to first. */
export function loginVisitsIn(cookies: readonly { name: string; value: string }[]): string[] {
  const brought = cookies.filter(({ name, value }) => isVisitCookie(name) && isLoginVisit(value));
  brought.sort((one, other) => Number(other.name === LOGIN_VISIT_COOKIE) - Number(one.name === LOGIN_VISIT_COOKIE));
  return [...new Set(brought.map(({ value }) => value))].slice(0, MOST_TABS);
}

const isVisitCookie = (name: string): boolean => name === LOGIN_VISIT_COOKIE || name.startsWith(OF_EACH_TAB);

/**
 * The visits that a browser brought, with a space between them, and the one that it is given with this very answer. Set by the middleware alone:
 * bin/server/request-gate.ts drops what a client sends by these names.
 */
export const LOGIN_VISIT_HEADER = 'x-portal-login-visit';
export const NEW_LOGIN_VISIT_HEADER = 'x-portal-new-login-visit';

/** Whether it looks like one of ours (`newNonce`). */
export function isLoginVisit(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{24}$/.test(value);
}
