import type { Player } from '../cast/cast';
import { HttpVisitor } from './http-visitor';

/**
 * Comes by a fresh campus link to one server of the portal, from this address.
 *
 * @param to the server, or the browser in which to come
 * @throws Error with what it answered, when it lets nobody in
 */
export async function comesByLink(
  player: Player,
  to: string | HttpVisitor,
  address = '127.0.0.1',
): Promise<HttpVisitor> {
  const visitor = typeof to === 'string' ? new HttpVisitor(to, { headers: { 'Accept-Language': 'en' } }) : to;
  const { token } = await player.link({ origin: visitor.baseUrl, address });
  const { status, headers } = await visitor.enter(token);
  if (status !== 303 || headers.location !== '/') throw new Error(`nobody was let in: ${status} ${headers.location}`);
  return visitor;
}

/** The same browser, as another server of the portal meets it. */
export function atServer(visitor: HttpVisitor, baseUrl: string): HttpVisitor {
  const there = new HttpVisitor(baseUrl, { headers: { 'Accept-Language': 'en' } });
  for (const [name, value] of visitor.cookies) there.cookies.set(name, value);
  return there;
}
