import { NOT_OPEN_YET } from './services';

/** Pages of who is signed in, to which a sign-in may lead back. Whatever is on no list leads home. */
const ROUTES = [
  new RegExp(`^/(mailboxes|sessions|history|contact-addresses|${NOT_OPEN_YET.join('|')})?$`),
  /^\/mailboxes\/[^/]{1,320}\/(password|announcement|checklist)$/,
  /^\/mailboxes\/[^/]{1,320}\/password\/changes\/[0-9a-f-]{36}$/,
  /^\/contact-addresses\/[0-9a-f-]{36}\/remove$/,
  /^\/\.well-known\/change-password$/,
];
/** Parts of a query that say which page it is. The rest belongs to one request, or to the session that is over. */
const KEPT = ['before', 'reason'];
/** Names that stand for an address, in links of the portal's own. */
const NAMES: Record<string, string> = { 'set-password': '/.well-known/change-password' };
const NOWHERE = 'http://portal.invalid';

/**
 * Where to lead a person who has signed in. What a request names is resolved as a browser would resolve it, and then has
 * to be one of our pages.
 *
 * @param asked as it stands in an address, a form or a cookie: anything at all
 * @returns a path with its query, `/` for whatever is no page of ours
 */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 1_024) return '/';
  const named = Object.hasOwn(NAMES, asked) ? NAMES[asked] : asked;
  if (!named?.startsWith('/') || !URL.canParse(named, NOWHERE)) return '/';
  const { origin, pathname, searchParams } = new URL(named, NOWHERE);
  if (origin !== NOWHERE || !ROUTES.some((route) => route.test(pathname))) return '/';
  const query = new URLSearchParams([...searchParams].filter(([name]) => KEPT.includes(name))).toString();
  return query ? `${pathname}?${query}` : pathname;
}

/** The query by which a link to a sign-in says where to lead back; empty for home. */
export function returnQuery(asked: unknown): string {
  const path = returnPath(asked);
  return path === '/' ? '' : `?then=${encodeURIComponent(path)}`;
}

/** Where a browser keeps it while its person is at the campus system, which hands nothing back. It opens nothing. */
export const RETURN_COOKIE = 'portal_return';
export const RETURN_COOKIE_SECONDS = 600;
