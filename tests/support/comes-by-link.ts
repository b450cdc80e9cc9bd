import type { Player } from '../cast/cast';
import { HttpVisitor } from './http-visitor';

/** Comes by a fresh campus link to one server of the portal. @throws Error with what it answered, when it lets nobody in */
export async function comesByLink(player: Player, baseUrl: string): Promise<HttpVisitor> {
  const visitor = new HttpVisitor(baseUrl, { headers: { 'Accept-Language': 'en' } });
  const { token } = await player.link({ origin: baseUrl });
  const { status, headers } = await visitor.post('/campus/enter', [['token', token]]);
  if (status !== 303 || headers.location !== '/') throw new Error(`nobody was let in: ${status} ${headers.location}`);
  return visitor;
}

/** The same browser, as another server of the portal meets it. */
export function atServer(visitor: HttpVisitor, baseUrl: string): HttpVisitor {
  const there = new HttpVisitor(baseUrl, { headers: { 'Accept-Language': 'en' } });
  for (const [name, value] of visitor.cookies) there.cookies.set(name, value);
  return there;
}
