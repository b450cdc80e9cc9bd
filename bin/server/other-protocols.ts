import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Runtime } from '@/lib/runtime/runtime';
import { recordRefusedRequest } from './record-refused-request';
import { judgeRequest } from './request-gate';
import { writeUnreadable } from './unreadable-request';

/**
 * Answers a request with an Upgrade header (WebSocket, h2c) like any other, as RFC 9110 §7.8 allows. Node does so while no
 * listener for `upgrade` exists. The framework adds one at its first request, which would take the connection past the
 * gate.
 */
export function ignoreUpgrades(server: Server): void {
  server.removeAllListeners('upgrade');
  server.on('newListener', (event: string, listener: (...given: unknown[]) => void) => {
    // The listener is added after this event, and before more is read from a connection.
    if (event === 'upgrade') process.nextTick(() => server.off('upgrade', listener));
  });
}

/** Refuses CONNECT with a response. Node passes it on as a bare socket, and closes that socket when there is no listener. */
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
