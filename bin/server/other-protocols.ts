import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Runtime } from '@/lib/runtime/runtime';
import { recordRefusedRequest } from './record-refused-request';
import { judgeRequest } from './request-gate';
import { writeUnreadable } from './unreadable-request';

/**
 * Lets a request that asks for another protocol (a WebSocket, h2c) pass the gate and be answered as any other, as
 * RFC 9110 §7.8 allows. Node does so while nobody listens for `upgrade`; the framework would, from its first request on,
 * and take the connection past the gate.
 */
export function ignoreUpgrades(server: Server): void {
  server.removeAllListeners('upgrade');
  server.on('newListener', (event: string, listener: (...given: unknown[]) => void) => {
    // It is added after this event, and before anything more is read from a connection.
    if (event === 'upgrade') process.nextTick(() => server.off('upgrade', listener));
  });
}

/** Answers CONNECT, which Node hands over as a bare connection, or else closes without a word. */
export function refuseTunnels(
  server: Server,
  { config, log, metrics }: Pick<Runtime, 'config' | 'log' | 'metrics'>,
): void {
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const scope = judgeRequest(request, config);
    const recorder = { log, metrics, address: scope.clientAddress, ...scope };
    recordRefusedRequest(recorder, request, scope.refusal?.code ?? 'request.malformed');
    writeUnreadable(socket, 'request.malformed', { reference: scope.requestId, config });
  });
}
