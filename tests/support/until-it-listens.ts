import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { LOOPBACK } from '@/lib/demo/embedded/free-port';

/** Waits for as long as nobody takes a connection at a port of this machine. Its caller says how long that may be. */
export async function untilItListens(port: number): Promise<void> {
  while (!(await listens(port))) await wait(10);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
