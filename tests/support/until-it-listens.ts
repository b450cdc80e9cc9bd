import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { LOOPBACK } from '@/lib/demo/embedded/free-port';

/** Waits until a port of this machine accepts connections. The caller sets the time limit. */
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
