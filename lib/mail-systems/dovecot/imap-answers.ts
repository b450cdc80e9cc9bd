import { connect } from 'node:net';
import { seconds } from '@/lib/clock';

const ANSWER_WITHIN_MS = seconds(3);

/** Checks that the mail server accepts connections on its IMAP port, without a login. @throws Error if it does not */
export function imapAnswers({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => socket.destroy(new Error('timed out')));
    socket.once('error', reject);
  });
}
