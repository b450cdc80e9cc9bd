import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { connect } from '@/db/connect';
import { migrate } from '@/db/migrate';
import { systemClock } from '@/lib/clock';
import { type Config, type DemoPlatform, demoConfig, readEnvironment } from '@/lib/config/config';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { fillDemo } from '@/lib/demo/fill-demo';
import { mapDemoTargets } from '@/lib/demo/map-demo-targets';
import { startDemoPlatform } from '@/lib/demo/start-demo-platform';
import { createLog } from '@/lib/log';
import { openTargets } from '@/lib/mail-systems/open-targets';
import { startNoticeWorker } from '@/lib/notice/notice-worker';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf } from '@/lib/runtime/runtime';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { buildPrograms } from '@/tools/programs.mjs';
import { onDatabase } from './on-database';

/** The addresses, keys and files of the servers of one test run. */
export interface TestWorld {
  platform: DemoPlatform;
  pop3: { host: string; port: number };
  doveadm: { url: string; key: string };
  dovecotConfigFile: string;
  dovecotDatabaseUrl: string;
  superuserUrl: string;
  /** A database with its tables and rights but no rows. A test's own database is a copy of it. */
  emptyDatabase: string;
  /** The folder to which notices are written instead of being sent. */
  mailFolder: string;
  /** The log files and data folders of PostgreSQL and Dovecot. */
  serverLogFile: string;
  dovecotLogFile: string;
  serverFolders: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    world: TestWorld;
  }
}

export const TEST_ORIGIN = 'http://portal.test';

/**
 * Starts the real PostgreSQL and the real Dovecot once for all integration tests, and one delivery worker. The programs
 * that tests run are compiled from the current sources.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await buildPrograms();
  const dataDir = makeScratchFolder();
  const serverLogFile = join(dataDir, 'servers.log');
  writeFileSync(serverLogFile, '');
  const log = (line: string) => appendFileSync(serverLogFile, `${line}\n`);
  const demo = await startDemoPlatform({ dataDir, durable: false, withMail: true, log });
  const { dovecot } = demo;
  if (!dovecot) throw new Error(`the tests need Dovecot: ${demo.missing}`);

  const config = testConfig(demo.platform);
  const runtime = await openRuntime(config, createLog('silent'), 'tests');
  const ctx = contextOf(runtime, { address: null, requestId: 'tests' });
  await mapDemoTargets(ctx);
  await fillDemo(ctx);
  await runtime.close();
  const connection = connect(config.databaseUrl, { most: 4, program: 'test worker' });
  const worker = await startDeliveryWorker({
    connection,
    targets: openTargets(config, systemClock),
    clock: systemClock,
    log: createLog('silent'),
    afterInForce: reinstateNext,
  });

  const superuserUrl = demo.postgres.url('postgres', demo.secrets.superuserPassword, 'mail_portal');
  const emptyDatabase = 'mail_portal_empty';
  const superuser = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  await superuser`create database ${superuser(emptyDatabase)} owner portal_owner`;
  await superuser.end();
  await migrate(onDatabase(config.databaseOwnerUrl ?? '', emptyDatabase));

  const mailFolder = join(dataDir, 'mail-sent');
  const by = { kind: 'folder', folder: mailFolder } as const;
  const notices = await startNoticeWorker({
    connection,
    config,
    by,
    clock: () => new Date(),
    log: createLog('silent'),
  });

  project.provide('world', {
    mailFolder,
    platform: demo.platform,
    pop3: dovecot.pop3,
    doveadm: dovecot.doveadm,
    dovecotConfigFile: dovecot.configFile,
    dovecotDatabaseUrl: demo.postgres.url('dovecot', demo.secrets.dovecotPassword, 'mail_portal'),
    superuserUrl,
    emptyDatabase,
    serverLogFile,
    dovecotLogFile: join(dataDir, 'dovecot', 'dovecot.log'),
    serverFolders: [dataDir, demo.postgres.dataDir, dovecot.mailDir],
  });
  return async () => {
    await notices.stop();
    await worker.stop();
    await connection.close();
    await demo.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export function testConfig(platform: DemoPlatform): Config {
  return { ...demoConfig(readEnvironment({}), platform), origins: [TEST_ORIGIN] };
}
