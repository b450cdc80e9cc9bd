import type { Player } from '../cast/cast';
import { HttpClient } from './http-client';

/**
 * Comes by a fresh campus link to one server of the portal, from this address.
 *
 * @param to the server, or the browser in which to come
 * @throws Error with what it answered, when it lets nobody in
 */
export async function comesByLink(player: Player, to: string | HttpClient, address = '127.0.0.1'): Promise<HttpClient> {
  const client = typeof to === 'string' ? new HttpClient(to, { headers: { 'Accept-Language': 'en' } }) : to;
  const { token } = await player.link({ origin: client.baseUrl, address });
  const { status, headers } = await client.enter(token);
  if (status !== 303 || headers.location !== '/') throw new Error(`nobody was let in: ${status} ${headers.location}`);
  return client;
}

/** The same browser, as another server of the portal meets it. */
export function atServer(client: HttpClient, baseUrl: string): HttpClient {
  const there = new HttpClient(baseUrl, { headers: { 'Accept-Language': 'en' } });
  for (const [name, value] of client.cookies) there.cookies.set(name, value);
  return there;
}
