import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';
import { Client } from 'ldapts';
import { isLoopback } from '@/lib/client-address/is-loopback';
import { seconds } from '@/lib/clock';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { nameDirectoryFailure } from './name-directory-failure';

/** The time limit for the connection and for each response. */
const ANSWER_WITHIN_MS = seconds(10);
/** The tag of the SEQUENCE that every LDAP message is (RFC 4511 §5.1). */
const SEQUENCE = 0x30;

export type DirectoryConnection = Pick<Client, 'bind' | 'search' | 'modify'>;

/**
 * Connects to a directory, binds as the portal, calls `use` and disconnects. Each call has a connection of its own, so
 * a restart of the server leaves no stale one, and binds as other users never affect other calls.
 *
 * @param use may bind as another user, as its last operation
 * @throws DeliveryFailed if the directory could not be reached or refused; unexpected errors unchanged
 */
export async function withDirectory<T>(
  directory: DirectoryConfig,
  use: (connection: DirectoryConnection) => Promise<T>,
): Promise<T> {
  const url = new URL(directory.url);
  if (!isProtected(directory, url)) throw new Error('a directory on another machine requires TLS');

  const sockets: Socket[] = [];
  let isProtocolError = false;

  /**
   * Allows one connection only. If it is lost, the library would silently open a second one, neither bound nor (after
   * STARTTLS) encrypted, and send the next password over it.
   */
  function openOnce(open: () => Socket): Socket {
    if (sockets.length > 0) throw new DeliveryFailed('connection_lost');
    const socket = open();
    sockets.push(socket);
    socket.once('data', (bytes: Buffer) => {
      if (bytes[0] === SEQUENCE) return;
      isProtocolError = true;
      socket.destroy();
    });
    return socket;
  }

  const client = new Client({
    url: url.href,
    timeout: ANSWER_WITHIN_MS,
    connectTimeout: ANSWER_WITHIN_MS,
    createConnection: ((port: number, host: string) => openOnce(() => connectPlain(port, host))) as typeof connectPlain,
    createSecureConnection: ((...to: [port: number, host: string] | [overPlain: ConnectionOptions]) => {
      // STARTTLS continues on the existing connection.
      if (typeof to[0] === 'object') return connectSecurely(to[0]);
      const [port, host] = to as [number, string];
      return openOnce(() => connectSecurely({ ...tlsOptions(directory, host), port }));
    }) as typeof connectSecurely,
  });

  try {
    if (directory.startTls) await withinTimeLimit(client.startTLS(tlsOptions(directory, hostOf(url))));
    await client.bind(directory.bindDn, directory.bindPassword.reveal());
    return await use(client);
  } catch (error) {
    if (error instanceof DeliveryFailed) throw error;
    const reason = isProtocolError ? 'unexpected_answer' : nameDirectoryFailure(error);
    // The cause is dropped: a directory's message may quote the values of the request.
    throw reason ? new DeliveryFailed(reason) : error;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function tlsOptions({ ca }: DirectoryConfig, host: string): ConnectionOptions {
  return { host, servername: isIP(host) ? '' : host, ca, minVersion: 'TLSv1.2', rejectUnauthorized: true };
}

function isProtected({ startTls }: DirectoryConfig, url: URL): boolean {
  return url.protocol === 'ldaps:' || startTls || isLoopback(hostOf(url));
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** Applies the time limit to the TLS handshake, which the library does not limit. */
async function withinTimeLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeliveryFailed('timed_out')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
