import { spawn } from 'node:child_process';
import { inject } from 'vitest';
import { atTheEnd, type OwnDatabase } from './world';

export interface WorkerProcess {
  readonly pid: number;
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  said(): string;
}

/** `bin/worker.ts` in a process of its own, on the test's own database; killed after the test file at the latest. */
export function startWorkerProcess(
  { runtime }: OwnDatabase,
  doveadmUrls: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): WorkerProcess {
  const { campusIssuer, campusJwksFile, databaseUrl, secret } = runtime.config;
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/worker.ts'], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PORTAL_ORIGINS: 'https://portal.example',
      PORTAL_SECRET: secret,
      CAMPUS_ISSUER: campusIssuer,
      CAMPUS_JWKS_FILE: campusJwksFile,
      IMAP_URL: `imap://${mailServer.imap.host}:${mailServer.imap.port}`,
      DOVEADM_URLS: doveadmUrls.join(','),
      DOVEADM_KEY: mailServer.doveadm.key,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      said += data;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  atTheEnd(() => {
    child.kill('SIGKILL');
    return ended;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => void child.kill(signal),
    said: () => said,
  };
}
