import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Log } from '@/lib/log';

/** Lines that wait for a database that is away. Further ones are lost, as syslog over UDP loses them. */
const MOST_WAITING = 200_000;
/** Several lines become one batch. */
const MOST_IN_BATCH = 5_000;

export interface SyslogLines {
  readonly port: number;
  readonly batches: AsyncIterable<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Receives syslog over UDP on loopback: one line a datagram.
 *
 * @param port 0 for any free one
 * @throws when the port is in use
 */
export async function receiveSyslog(port: number, log: Log): Promise<SyslogLines> {
  const socket = createSocket('udp4');
  let waiting: string[] = [];
  let lost = 0;
  let wake = () => {};
  let isClosed = false;

  socket.on('message', (message) => {
    if (waiting.length >= MOST_WAITING) lost += 1;
    else waiting.push(...message.toString('utf8').replaceAll('\0', '').replace(/\n+$/, '').split('\n'));
    wake();
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');

  async function* batches(): AsyncGenerator<readonly string[]> {
    while (!isClosed) {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (lost > 0) log.error({ lost }, 'lines of syslog were lost: too many wait for the database');
      lost = 0;
      yield waiting.splice(0, MOST_IN_BATCH);
    }
  }

  return {
    port: socket.address().port,
    batches: batches(),
    async close() {
      isClosed = true;
      wake();
      waiting = [];
      socket.close();
      await once(socket, 'close');
    },
  };
}
