import { connect, type Socket } from 'node:net';

const LINE_TIMEOUT_MS = 15_000;

export type ServerAddress = { readonly host: string; readonly port: number };

/** A connection to a server with a line-based protocol, which gives a test the server's exact words. */
export type LineConnection = {
  /** The next line without its end; rejects when none comes in time or the connection is closed. */
  readLine(): Promise<string>;
  send(bytes: string | Buffer): void;
  /** Resolves when the server (or `close`) has ended the connection, with the last received line. */
  readonly closed: Promise<string>;
  close(): void;
};

export async function openLines({ host, port }: ServerAddress): Promise<LineConnection> {
  const socket = await connected(host, port);
  const lines: string[] = [];
  let unfinished = '';
  let lastLine = '';
  let isClosed = false;
  let notifyReader = () => {};

  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      notifyReader();
      resolve(lastLine);
    });
  });
  // A reset ends the connection as well; 'close' follows it.
  socket.on('error', () => {});
  socket.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unfinished + text).split('\r\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
    lastLine = parts.at(-1) ?? lastLine;
    notifyReader();
  });

  async function readLine(): Promise<string> {
    const line = lines.shift();
    if (line !== undefined) return line;
    if (isClosed) throw new Error(`The server has closed the connection; its last line was: ${lastLine}`);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No line came within ${LINE_TIMEOUT_MS / 1_000} s`)),
        LINE_TIMEOUT_MS,
      );
      notifyReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return readLine();
  }

  return { readLine, send: (bytes) => void socket.write(bytes), closed, close: () => socket.destroy() };
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: LINE_TIMEOUT_MS }, () => resolve(socket.setTimeout(0)));
    socket.once('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.once('error', reject);
  });
}
