/**
 * Session cookie set on the login page: a captcha can be answered only in the browser that showed it. It holds a random
 * value, identifies no user and grants no access.
 */
export const LOGIN_VISIT_COOKIE = 'portal_login';
/**
 * Two tabs opened at once get a visit each, of which the cookie above keeps only the later one. Each visit is therefore
 * also in a cookie of its own, whose name has this prefix, so that the captchas of both tabs can be answered.
 */
const TAB_COOKIE_PREFIX = 'portal_login_';
const MAX_TABS = 8;

/** The names of the cookies to set. @param visit from `newNonce` */
export const loginVisitCookies = (visit: string): string[] => [
  LOGIN_VISIT_COOKIE,
  TAB_COOKIE_PREFIX + visit.replace(/\W/g, '').slice(0, 8),
];

/** The visits in the cookies of a request. The first is the one to which new captchas belong. */
export function loginVisitsIn(cookies: readonly { name: string; value: string }[]): string[] {
  const visitCookies = cookies.filter(({ name, value }) => isVisitCookie(name) && isLoginVisit(value));
  visitCookies.sort(
    (one, other) => Number(other.name === LOGIN_VISIT_COOKIE) - Number(one.name === LOGIN_VISIT_COOKIE),
  );
  return [...new Set(visitCookies.map(({ value }) => value))].slice(0, MAX_TABS);
}

const isVisitCookie = (name: string): boolean => name === LOGIN_VISIT_COOKIE || name.startsWith(TAB_COOKIE_PREFIX);

/** Whether a value has the form of `newNonce`. */
function isLoginVisit(value: string | null | undefined): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{24}$/.test(value);
}
