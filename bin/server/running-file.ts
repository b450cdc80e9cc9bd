import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type DemoPlatform, demoConfig } from '@/lib/config/config';
import type { Environment } from '@/lib/config/environment';
import { SIMULATED_MAIL_SYSTEM } from '@/lib/config/target-settings';
import { StartRefusal } from '@/lib/start-refusal';

/** The command line and the worker attach to a running demo by this file. Only its owner can read it: it holds secrets. */
const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

export type RunningServer = DemoPlatform & Pick<Config, 'origins'> & { pid: number };

/** Writes the file of a demo that is ready. In production it does nothing. */
export function writeRunningFile(config: Config): void {
  if (config.mode !== 'demo') return;
  const { databaseUrl, databaseOwnerUrl, secret, campusIssuer, campusJwksFile, mailServer, demoCampusKey, origins } =
    config;
  const simulatesMailSystem = SIMULATED_MAIL_SYSTEM in config.targets;
  const running: RunningServer = {
    pid: process.pid,
    databaseUrl,
    databaseOwnerUrl,
    secret,
    campusIssuer,
    campusJwksFile,
    mailServer,
    simulatesMailSystem,
    demoCampusKey,
    origins,
  };
  writeFileSync(fileIn(config.dataDir), JSON.stringify(running), { mode: 0o600 });
}

/** Removes the file of a demo that stops. */
export function removeRunningFile(config: Config): void {
  if (config.mode === 'demo') rmSync(fileIn(config.dataDir), { force: true });
}

/** @returns the demo server that runs on this data directory, if one does */
export function findRunning(dataDir: string): RunningServer | undefined {
  try {
    const running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as RunningServer;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}

/** The configuration of the demo that runs on the data directory. @throws StartRefusal if none does */
export function configOfDemo(environment: Environment): Config {
  const running = findRunning(environment.DATA_DIR);
  if (!running) throw new StartRefusal('No demo runs here. npm start starts one, and its worker.');
  return configOfRunning(environment, running);
}

/** The configuration of a running demo's server, for the other programs of the demo. */
export function configOfRunning(environment: Environment, { pid: _, origins, ...platform }: RunningServer): Config {
  return { ...demoConfig(environment, platform), origins };
}
