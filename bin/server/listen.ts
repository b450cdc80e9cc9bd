import type { Server } from 'node:http';
import { NO_SNIFFING } from '@/app/_web/security-headers';
import { StartRefusal } from '@/lib/start-refusal';

/**
 * Listens on the port.
 *
 * @returns the port; the operating system chooses one for 0
 * @throws StartRefusal with the sentence to print
 */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(asRefusal(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Answers every request with 503 and Retry-After until the portal is ready. */
export function answerStarting(server: Server): void {
  server.on('request', (_request, response) => {
    const headers = { 'Content-Type': 'text/plain', 'Retry-After': '2', ...Object.fromEntries([NO_SNIFFING]) };
    response.writeHead(503, headers).end('Starting\n');
  });
}

function asRefusal(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartRefusal(`Port ${port} on ${host} is in use; stop that program or set PORT to another one.`);
  }
  if (error.syscall === 'listen' || error.syscall === 'bind' || error.syscall === 'getaddrinfo') {
    return new StartRefusal(`The portal cannot listen on ${host}:${port}: ${error.message}`);
  }
  return error;
}
