import { type ImapConnection, openImap } from './imap-client';
import type { ServerAddress } from './line-connection';

export interface SignedIn {
  readonly sentAt: Date;
  /** Null if the server ended the connection without an answer. */
  readonly connection: ImapConnection | null;
}

/** Signs in over IMAP again and again until this time, and keeps the connections. A refused sign-in is left out. */
export async function signInRepeatedly(
  server: ServerAddress,
  { address, password }: { address: string; password: string },
  until: number,
): Promise<SignedIn[]> {
  const all: SignedIn[] = [];
  while (Date.now() < until) {
    const sentAt = new Date();
    const connection = await openImap(server, address, password).catch(() => null);
    if (connection === null || connection.login.ok) all.push({ sentAt, connection });
    else connection.close();
  }
  return all;
}

/** Whether the connection still answers. Closes it. */
export async function isStillOpen({ connection }: SignedIn): Promise<boolean> {
  if (!connection) return false;
  const answered = await connection.command('NOOP').catch(() => ({ ok: false }));
  connection.close();
  return answered.ok;
}
