import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { untilItListens } from '@/tests/support/until-it-listens';
import { serveUntouchedApp } from './untouched-app.mjs';

/** The server of an app that has nothing but the framework and one small page. */
export interface UntouchedServer {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the framework's own server. @throws Error when it ends before it listens */
export async function startUntouchedServer(): Promise<UntouchedServer> {
  const [port = 0] = await freePorts(1);
  const child = spawn(process.execPath, serveUntouchedApp(LOOPBACK, port), {
    // The same load of measuring as in the portal's server.
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '--import ./tools/bench/measure.mjs' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    untilItListens(port),
    ended.then(([code]) => Promise.reject(new Error(`the untouched app ended with exit code ${code}`))),
  ]);
  return {
    origin: `http://${LOOPBACK}:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
