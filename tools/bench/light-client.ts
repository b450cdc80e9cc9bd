import { connect, type Socket } from 'node:net';

const ANSWER_WITHIN_MS = 30_000;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/**
 * A client that costs little processor time of its own, for load on the cores that the server uses too. It sends the same
 * request on one connection again and again, and reads no more of a response than its status and its end.
 */
export class LightClient {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #waiting: { resolve: (nothing: undefined) => void; reject: (error: Error) => void } | undefined;
  #received: Buffer[] = [];

  constructor(
    origin: string,
    readonly path: string,
    cookie = '',
  ) {
    const { hostname, port, host } = new URL(origin);
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Accept-Encoding: gzip',
      ...(cookie && [`Cookie: ${cookie}`]),
    ];
    this.#request = Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setTimeout(ANSWER_WITHIN_MS, () => this.#socket.destroy(new Error(`${path}: no answer in time`)));
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error(`${path}: the connection was closed`)));
  }

  /** @throws Error when the answer is not 200 */
  load(): Promise<undefined> {
    this.#received = [];
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(this.#request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    const whole = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    if (!isComplete(whole)) return;
    const isRight = whole.subarray(0, 12).toString('latin1') === 'HTTP/1.1 200';
    const { resolve, reject } = this.#waiting ?? {};
    this.#waiting = undefined;
    if (isRight) resolve?.(undefined);
    else reject?.(new Error(`${this.path} answered ${whole.subarray(9, 12).toString('latin1')}`));
  }
}

/** Whether a response has arrived: by its length, or in chunks (RFC 9112 §7.1) without trailers. */
function isComplete(received: Buffer): boolean {
  const headEnd = received.indexOf(END_OF_HEAD);
  if (headEnd < 0) return false;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(received.subarray(0, headEnd).toString('latin1')) ?? [];
  if (length !== undefined) return received.length >= headEnd + END_OF_HEAD.length + Number(length);
  return received.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}
