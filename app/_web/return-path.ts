import { MENU_PATHS } from './menu';

/**
 * Allowlist of pages to which a sign-in may return, in addition to those of the menu. Any other path is replaced by the
 * home page.
 */
const ROUTES = [
  /^\/mailboxes\/[^/]{1,320}\/(password|announcement|checklist)$/,
  /^\/mailboxes\/[^/]{1,320}\/password\/changes\/[0-9a-f-]{36}$/,
  /^\/mail-settings\/[^/]{1,320}$/,
  /^\/smtp-log\/(messages|message|incoming)$/,
  /^\/contact-addresses\/[0-9a-f-]{36}\/remove$/,
  /^\/\.well-known\/change-password$/,
];
/** Query parameters that are part of the page. Others belong to a single request or to the expired session. */
const KEPT = ['before', 'reason', 'typed', 'mailbox', 'id', 'from', 'to'];
/** Aliases of paths, used in the portal's own links. */
const ALIASES: Record<string, string> = { 'set-password': '/.well-known/change-password' };
const DUMMY_ORIGIN = 'http://portal.invalid';

/**
 * The redirect target after a sign-in (protects against open redirects). The requested URL is resolved as a browser
 * would resolve it, and must then match the allowlist.
 *
 * @param asked untrusted input from a query, a form or a cookie
 * @returns a path with its query; `/` for anything that is not on the allowlist
 */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 1_024) return '/';
  const path = Object.hasOwn(ALIASES, asked) ? ALIASES[asked] : asked;
  if (!path?.startsWith('/') || !URL.canParse(path, DUMMY_ORIGIN)) return '/';
  const { origin, pathname, searchParams } = new URL(path, DUMMY_ORIGIN);
  if (origin !== DUMMY_ORIGIN || !isOnList(pathname)) return '/';
  const query = new URLSearchParams([...searchParams].filter(([name]) => KEPT.includes(name))).toString();
  return query ? `${pathname}?${query}` : pathname;
}

const isOnList = (pathname: string): boolean =>
  MENU_PATHS.includes(pathname) || ROUTES.some((route) => route.test(pathname));

/** The query that adds the return path to a link to a sign-in; empty for the home page. */
export function returnQuery(asked: unknown): string {
  const path = returnPath(asked);
  return path === '/' ? '' : `?then=${encodeURIComponent(path)}`;
}

/**
 * Keeps the return path while the user is at the campus system, which does not pass it through. It grants no access.
 */
export const RETURN_COOKIE = 'portal_return';
export const RETURN_COOKIE_SECONDS = 600;
