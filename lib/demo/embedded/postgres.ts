import { resolve } from 'node:path';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { findPostgresBinaries } from '@/lib/demo/embedded/postgres-binaries';
import { claimDataDirectory, databaseUser, prepareDataDirectory, stopOrphan } from '@/lib/demo/embedded/postgres-data';
import { reachablePlace } from '@/lib/demo/embedded/reachable-place';
import { type ServerProcess, startServerProcess } from '@/lib/demo/embedded/server-process';
import type { SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 20_000;
const PORTS_TRIED = 5;

type Options = {
  /** The data directory; created if there is none. */
  dataDir: string;
  /** A free port is chosen by default. */
  port?: number;
  /** The password of the role `postgres`; set once, when the database is created. */
  superuserPassword: string;
  /** false for tests: faster, but a power failure may destroy the database. */
  durable: boolean;
  log(line: string): void;
};

export type EmbeddedPostgres = {
  readonly port: number;
  readonly pid: number;
  /** The actual data directory: not `dataDir` if the database's user cannot enter it (a clone under /root). */
  readonly dataDir: string;
  url(user: string, password: string, database: string): string;
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL of the npm packages, on 127.0.0.1 only, with password authentication (SCRAM) for every role.
 *
 * PostgreSQL refuses to run as root. If this process is root, PostgreSQL runs as `nobody`, and data or programs that
 * `nobody` cannot reach are kept outside, see `reachablePlace`.
 *
 * @throws StartRefusal with the message to print
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const wanted = resolve(options.dataDir);
  try {
    const nearby = databaseUser(wanted);
    const dataDir = reachablePlace(wanted, nearby);
    const user = databaseUser(dataDir);
    const binaries = await findPostgresBinaries(user);
    const release = claimDataDirectory(dataDir);
    try {
      await stopOrphan(dataDir);
      await prepareDataDirectory(dataDir, { ...options, initdb: binaries.initdb, user });
      const { server, port } = await startOnPort({ ...options, program: binaries.postgres, dataDir, user });
      const stop = () => server.stop().finally(release);
      return { port, pid: server.pid, dataDir, url: urlOn(port), stop };
    } catch (failure) {
      release();
      throw failure;
    }
  } catch (failure) {
    throw asRefusal(failure, wanted);
  }
}

type Start = Omit<Options, 'superuserPassword'> & { program: string; user: SystemUser | undefined };

async function startOnPort(start: Start): Promise<{ server: ServerProcess; port: number }> {
  for (let tried = 1; ; tried += 1) {
    const port = start.port ?? (await freePort());
    try {
      return { server: await startOn(port, start), port };
    } catch (failure) {
      const portWasTaken = failure instanceof StartRefusal && /could not create any TCP/.test(failure.message);
      if (!portWasTaken) throw failure;
      if (start.port) throw new StartRefusal(`Port ${port} of ${LOOPBACK} is taken by another program.`);
      if (tried === PORTS_TRIED) throw failure;
    }
  }
}

async function startOn(port: number, start: Start): Promise<ServerProcess> {
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const server = await startServerProcess({
    name: 'PostgreSQL',
    program: start.program,
    args: ['-D', start.dataDir, '-p', `${port}`, ...settings(start.durable)],
    user: start.user,
    stopSignal: 'SIGINT',
    stopWithinMs: STOPS_WITHIN_MS,
    onLine(line) {
      start.log(line);
      if (line.includes('ready to accept connections')) isReady();
    },
  });
  await server.becomesReady(ready, READY_WITHIN_MS);
  return server;
}

function settings(durable: boolean): string[] {
  const all: Record<string, string> = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    // A demo has one server; the test database serves many programs at once.
    max_connections: durable ? '100' : '300',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A failing statement or row may contain a hash or a token, so neither is logged.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

function urlOn(port: number): EmbeddedPostgres['url'] {
  return (user, password, database) => {
    const [role, secret, name] = [user, password, database].map(encodeURIComponent);
    return `postgres://${role}:${secret}@${LOOPBACK}:${port}/${name}`;
  };
}

function asRefusal(failure: unknown, dataDir: string): unknown {
  const isOfTheSystem = failure instanceof Error && 'syscall' in failure;
  if (!isOfTheSystem) return failure;
  return new StartRefusal(`The database cannot be kept in ${dataDir}: ${failure.message}`, { cause: failure });
}
