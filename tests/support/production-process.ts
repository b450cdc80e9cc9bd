import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inject } from 'vitest';
import { minutes } from '@/lib/clock';
import { freePorts } from '@/lib/demo/embedded/free-port';
import { until } from './until';
import { atTheEnd, type OwnDatabase } from './world';

type Settings = Readonly<Record<string, string>>;

/** A program of `bin` as it runs in production, in a separate process. */
export interface ProductionProcess {
  readonly pid: number;
  /** Resolves when it reports that it is up, or when it has ended. */
  isUp(): Promise<void>;
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** The whole output of stdout and stderr. */
  output(): string;
}

/** The worker on the test's own database; killed after the test file at the latest. */
export const startWorkerProcess = (own: OwnDatabase, settings: Settings = {}): ProductionProcess =>
  startProgram('worker', 'the worker is up', own, settings);

/**
 * Reserves addresses for some servers of one portal on the test's own database.
 *
 * @param portal.origins the origins that browsers use, where a proxy stands before the servers
 */
export async function serversOf(
  own: OwnDatabase,
  { count, settings, origins }: { count: number; settings: Settings; origins?: readonly string[] },
): Promise<{ baseUrls: string[]; start(baseUrl: string): ProductionProcess }> {
  if (!existsSync('.next/BUILD_ID')) throw new Error('There is no build of the pages: run "npm run build" first.');
  const baseUrls = (await freePorts(count)).map((port) => `http://127.0.0.1:${port}`);
  return {
    baseUrls,
    start: (baseUrl) =>
      startProgram('server', 'the portal is up', own, {
        ...settings,
        PORTAL_ORIGINS: (origins ?? baseUrls).join(','),
        PORT: new URL(baseUrl).port,
      }),
  };
}

/** The settings of a portal in production on the test's own database, with the mail server of the test run. */
export function productionSettings({ runtime }: OwnDatabase): Settings {
  const { campusIssuer, campusJwksFile, databaseUrl, secret } = runtime.config;
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  return {
    DATABASE_URL: databaseUrl,
    PORTAL_ORIGINS: 'https://portal.example',
    PORTAL_SECRET: secret,
    CAMPUS_ISSUER: campusIssuer,
    CAMPUS_JWKS_FILE: campusJwksFile,
    IMAP_URL: `imap://${mailServer.imap.host}:${mailServer.imap.port}`,
    DOVEADM_URLS: mailServer.doveadm.urls.join(','),
    DOVEADM_KEY: mailServer.doveadm.key,
  };
}

/** Most tests are about several servers, or about the state of one process. */
const BASICS = { NODE_ENV: 'production', PATH: process.env.PATH, SERVER_PROCESSES: '1' } as const;

function startProgram(
  program: 'server' | 'worker',
  readyLine: string,
  own: OwnDatabase,
  settings: Settings,
): ProductionProcess {
  const child = spawn(process.execPath, [`dist/bin/${program}.mjs`], {
    env: { ...BASICS, ...productionSettings(own), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  atTheEnd(() => {
    child.kill('SIGKILL');
    return ended;
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    isUp: () =>
      until(`the output contains “${readyLine}”`, () => !isRunning() || output.includes(readyLine), minutes(5)),
    ended,
    isRunning,
    kill: (signal) => void child.kill(signal),
    output: () => output,
  };
}
