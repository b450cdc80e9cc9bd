import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { seconds } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import { whyOf } from './frame';

const ANSWER_WITHIN_MS = seconds(5);

/** Waits for the greeting of an IMAP server (RFC 9051 §7.1), without a login. @throws Error with the reason */
export function awaitGreeting({ host, port, tls }: MailServerConfig['imap']): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${host}:${port} ${why}`));
    const socket = tls ? connectTls({ host, port }) : connectPlain({ host, port });
    socket.setTimeout(ANSWER_WITHIN_MS, () => {
      fail('does not answer');
      socket.destroy();
    });
    socket.once('error', (error) => fail(`cannot be reached: ${whyOf(error)}`));
    socket.once('close', () => fail('sends no greeting'));
    socket.once('data', (data) => {
      if (data.toString('latin1').startsWith('* OK')) resolve();
      else fail('is no IMAP server that accepts logins');
      socket.destroy();
    });
  });
}

/** Lists the commands of a Dovecot node's doveadm HTTP API, with the key that deliveries use. @throws Error with the reason */
export async function askDoveadm(url: string, key: string): Promise<void> {
  const response = await fetch(new URL('/doveadm/v1', url), {
    headers: { authorization: `X-Dovecot-API ${Buffer.from(key).toString('base64')}` },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((error: Error) => {
    throw new Error(`${url} cannot be reached: ${whyOf(error.cause ?? error)}`);
  });
  await response.body?.cancel();
  if (response.status === 401 || response.status === 403) throw new Error(`${url} refuses the key`);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
