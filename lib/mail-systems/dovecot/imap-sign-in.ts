import { isLoopback } from '@/lib/client-address/is-loopback';
import { seconds } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import type { Secret } from '@/lib/secret';

const ANSWER_WITHIN_MS = seconds(10);

/**
 * Logs in to the mail server as a mail program would, and logs out at once.
 *
 * @returns `refused` only if the server reported that the password is wrong or that the mailbox may not sign in; any
 *   other failure is `unreachable`, never "wrong password"
 */
export async function imapSignIn(
  server: MailServerConfig['imap'],
  address: string,
  password: Secret,
): Promise<'accepted' | 'refused' | 'unreachable'> {
  // Loaded at the first login: it takes a fifth of a second, and most programs never log in.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.tls,
    // Passwords are sent over an unencrypted connection only to a loopback address.
    doSTARTTLS: !(server.tls || isLoopback(server.host)),
    auth: { user: address, pass: password.reveal() },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: ANSWER_WITHIN_MS,
    greetingTimeout: ANSWER_WITHIN_MS,
    socketTimeout: ANSWER_WITHIN_MS,
  });
  // Without a listener a late socket error would terminate the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.logout();
    return 'accepted';
  } catch (error) {
    return isRefusal(error) ? 'refused' : 'unreachable';
  } finally {
    client.close();
  }
}

function isRefusal(error: unknown): boolean {
  const { authenticationFailed, serverResponseCode } = error as {
    authenticationFailed?: boolean;
    serverResponseCode?: string;
  };
  return authenticationFailed === true && serverResponseCode !== 'UNAVAILABLE';
}
