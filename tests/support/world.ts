import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect } from '@/db/connect';
import { listDeliveries } from '@/db/queries/delivery-progress';
import type { Config } from '@/lib/config/config';
import { mapDemoTargets } from '@/lib/demo/map-demo-targets';
import { createLog } from '@/lib/log';
import { type OpenRuntime, openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf, type RequestContext, type Runtime } from '@/lib/runtime/runtime';
import { testConfig } from './global-setup';
import { imapLogin } from './imap-client';
import { onDatabase } from './on-database';
import { pop3Login } from './pop3-client';
import { until } from './until';

const closings: (() => Promise<unknown>)[] = [];

/** Closes what a test file has opened, the newest first. @see close-after-file.ts */
export function atTheEnd(close: () => Promise<unknown>): void {
  closings.push(close);
}

/** Sooner, for a file whose tests each open a database of their own: the server bears a hundred connections. */
export async function closeEverything(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
  opened = undefined;
  asSuperuser = undefined;
}

let opened: Promise<OpenRuntime> | undefined;

/** The product as one process has it, on the servers of this test run. One for each test file; closed after it. */
export function testRuntime(): Promise<OpenRuntime> {
  opened ??= anotherRuntime();
  return opened;
}

/** The product as another process has it: with other settings, or with a log that can be read. */
export async function anotherRuntime(settings: Partial<Config> = {}, log = createLog('silent')): Promise<OpenRuntime> {
  const runtime = await openRuntime({ ...worldConfig(), ...settings }, log, 'a test');
  atTheEnd(() => runtime.close());
  return runtime;
}

export function worldConfig(): Config {
  return testConfig(inject('world').platform);
}

/** What nobody in particular does, from nowhere in particular. */
export async function systemContext(runtime?: Runtime): Promise<RequestContext> {
  const request = { address: null, requestId: 'TEST-0000', actor: { kind: 'operator' } } as const;
  return contextOf(runtime ?? (await testRuntime()), request);
}

/** A request of somebody who is not signed in. */
export async function anonymousContext(
  from: { address?: string; at?: Date; userAgent?: string; runtime?: Runtime } = {},
): Promise<RequestContext> {
  const runtime = from.runtime ?? (await testRuntime());
  const { address = '127.0.0.1', userAgent } = from;
  const ctx = contextOf(runtime, { address, requestId: 'TEST-0002', userAgent });
  return { ...ctx, now: from.at ?? ctx.now };
}

/** The product on a database where no login exists and nothing listens: every question to it fails. */
export async function runtimeWithoutDatabase(): Promise<Runtime> {
  const connection = connect('postgres://portal_app:none@127.0.0.1:1/mail_portal', { most: 2, program: 'a test' });
  atTheEnd(() => connection.close());
  return { ...(await testRuntime()), connection };
}

export interface OwnDatabase {
  name: string;
  runtime: OpenRuntime;
  /** As the superuser, to do what nobody in the product may. */
  sql: postgres.Sql;
}

/** An empty database that this test file has to itself, with its tables and rights, and with no worker but its own. */
export async function ownDatabase(settings: Partial<Config> = {}): Promise<OwnDatabase> {
  const name = `own_${randomBytes(6).toString('hex')}`;
  const { platform, superuserUrl, emptyDatabase } = inject('world');
  await superuser()`create database ${superuser()(name)} owner portal_owner template ${superuser()(emptyDatabase)}`;
  // What may be done with a database itself is not copied with it. The migrations say the same.
  await superuser()`revoke all on database ${superuser()(name)} from public`;
  await superuser()`grant connect on database ${superuser()(name)} to portal_app, dovecot`;
  const databaseOwnerUrl = onDatabase(platform.databaseOwnerUrl ?? '', name);
  const databaseUrl = onDatabase(platform.databaseUrl, name);
  const runtime = await anotherRuntime({ databaseUrl, databaseOwnerUrl, mailServer: null, targets: {}, ...settings });
  await mapDemoTargets(await systemContext(runtime));
  return { name, runtime, sql: sqlAs(onDatabase(superuserUrl, name)) };
}

let asSuperuser: postgres.Sql | undefined;

/** The database of the test run, as nobody in the product may see it. */
export function superuser(): postgres.Sql {
  asSuperuser ??= sqlAs(inject('world').superuserUrl);
  return asSuperuser;
}

/** A connection of one role; closed after the test file. */
export function sqlAs(url: string): postgres.Sql {
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  atTheEnd(() => sql.end({ timeout: 5 }));
  return sql;
}

/** What Dovecot has written down of everybody's sign-ins. */
export function readDovecotLog(): string {
  return readFileSync(inject('world').dovecotLogFile, 'utf8');
}

export function imapServer(): { host: string; port: number } {
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  return mailServer.imap;
}

/** Whether the mail server lets somebody in, by each of the ways in which mail programs sign in. */
export async function doors(address: string, password: string) {
  const imap = imapServer();
  const [login, plain, fetch] = await Promise.all([
    imapLogin(imap, address, password, { mechanism: 'LOGIN' }),
    imapLogin(imap, address, password, { mechanism: 'PLAIN' }),
    pop3Login(inject('world').pop3, address, password),
  ]);
  return { imapLogin: login.ok, imapPlain: plain.ok, pop3: fetch.ok };
}

export const EVERY_DOOR = { imapLogin: true, imapPlain: true, pop3: true };
export const NO_DOOR = { imapLogin: false, imapPlain: false, pop3: false };

/** Waits until the worker of the test run has taken a mailbox's version to the mail server. */
export async function inForce(change: { mailboxId: string; version: number }): Promise<void> {
  const { connection } = await testRuntime();
  await until('the change is in force', async () => {
    const deliveries = await listDeliveries(connection.db, change);
    return deliveries.length > 0 && deliveries.every(({ effectiveAt }) => effectiveAt !== null);
  });
}
