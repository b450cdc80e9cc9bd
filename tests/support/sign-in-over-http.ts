import type { Player } from '../cast/cast';
import { HttpClient } from './http-client';

/**
 * Signs a player in with a fresh campus link at one server of the portal, from this address.
 *
 * @param to the server, or the client that signs in
 * @throws Error with the response, when the sign-in is refused
 */
export async function signInOverHttp(
  player: Player,
  to: string | HttpClient,
  address = '127.0.0.1',
): Promise<HttpClient> {
  const client = typeof to === 'string' ? new HttpClient(to, { headers: { 'Accept-Language': 'en' } }) : to;
  const { token } = await player.link({ origin: client.baseUrl, address });
  const { status, headers } = await client.enter(token);
  if (status !== 303 || headers.location !== '/')
    throw new Error(`the sign-in was refused: ${status} ${headers.location}`);
  return client;
}

/** A client with the same cookies for another server of the portal. */
export function atServer(client: HttpClient, baseUrl: string): HttpClient {
  const there = new HttpClient(baseUrl, { headers: { 'Accept-Language': 'en' } });
  for (const [name, value] of client.cookies) there.cookies.set(name, value);
  return there;
}
