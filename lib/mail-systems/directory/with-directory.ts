import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';
import { Client } from 'ldapts';
import { isLoopback } from '@/lib/client-address/is-loopback';
import { seconds } from '@/lib/clock';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { nameDirectoryFailure } from './name-directory-failure';

/** To connect, and for each answer. */
const ANSWER_WITHIN_MS = seconds(10);
/** The tag with which every LDAP message begins (RFC 4511 §5.1). */
const SEQUENCE = 0x30;

export type DirectoryConnection = Pick<Client, 'bind' | 'search' | 'modify'>;

/**
 * Connects to a directory, signs in as the portal, and leaves again when `use` is done. A connection of its own each
 * time: there is none that a restart of the server could have made stale, and nobody's bind is another's.
 *
 * @param use may sign the connection in as somebody else, as its last act
 * @throws DeliveryFailed when the directory could not be reached or refused; surprises as they are
 */
export async function withDirectory<T>(
  directory: DirectoryConfig,
  use: (connection: DirectoryConnection) => Promise<T>,
): Promise<T> {
  const url = new URL(directory.url);
  if (!isProtected(directory, url)) throw new Error('a directory beyond this machine is spoken to over TLS alone');

  const sockets: Socket[] = [];
  let hasTalkedNonsense = false;

  /**
   * One connection and no other: when it is lost, the library would quietly make a second, not signed in and, after
   * STARTTLS, not encrypted, and send the next password over it.
   */
  function onlyOnce(open: () => Socket): Socket {
    if (sockets.length > 0) throw new DeliveryFailed('connection_lost');
    const socket = open();
    sockets.push(socket);
    socket.once('data', (bytes: Buffer) => {
      if (bytes[0] === SEQUENCE) return;
      hasTalkedNonsense = true;
      socket.destroy();
    });
    return socket;
  }

  const client = new Client({
    url: url.href,
    timeout: ANSWER_WITHIN_MS,
    connectTimeout: ANSWER_WITHIN_MS,
    createConnection: ((port: number, host: string) => onlyOnce(() => connectPlain(port, host))) as typeof connectPlain,
    createSecureConnection: ((...to: [port: number, host: string] | [overPlain: ConnectionOptions]) => {
      // STARTTLS goes on over the connection that there is.
      if (typeof to[0] === 'object') return connectSecurely(to[0]);
      const [port, host] = to as [number, string];
      return onlyOnce(() => connectSecurely({ ...tlsOptions(directory, host), port }));
    }) as typeof connectSecurely,
  });

  try {
    if (directory.startTls) await inTime(client.startTLS(tlsOptions(directory, hostOf(url))));
    await client.bind(directory.bindDn, directory.bindPassword.reveal());
    return await use(client);
  } catch (error) {
    if (error instanceof DeliveryFailed) throw error;
    const reason = hasTalkedNonsense ? 'unexpected_answer' : nameDirectoryFailure(error);
    // The cause stays behind: a directory's words may quote what it was asked to write.
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

/** The library bounds its messages, and not the handshake between them. */
async function inTime<T>(work: Promise<T>): Promise<T> {
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
