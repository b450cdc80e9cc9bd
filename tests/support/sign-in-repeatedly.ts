import { type ImapConnection, openImap } from './imap-client';
import type { ServerAddress } from './line-connection';

export interface SignedIn {
  readonly sentAt: Date;
  /** Null if the server ended the connection without an answer. */
  readonly connection: ImapConnection | null;
}

/** Signs in over IMAP again and again until it is over, at least once, and keeps the connections that were not refused. */
export async function signInRepeatedly(
  server: ServerAddress,
  { address, password }: { address: string; password: string },
  { isOver, into }: { isOver: () => boolean; into: SignedIn[] },
): Promise<void> {
  do {
    const sentAt = new Date();
    const connection = await openImap(server, address, password).catch(() => null);
    if (connection === null || connection.login.ok) into.push({ sentAt, connection });
    else connection.close();
  } while (!isOver());
}

/** Whether the connection still answers. Closes it. */
export async function isStillOpen({ connection }: SignedIn): Promise<boolean> {
  if (!connection) return false;
  const answered = await connection.command('NOOP').catch(() => ({ ok: false }));
  connection.close();
  return answered.ok;
}
