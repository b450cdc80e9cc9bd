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

/** Registers a function that releases a resource after the test file, the newest first. @see close-after-file.ts */
export function atTheEnd(close: () => Promise<unknown>): void {
  closings.push(close);
}

/**
 * Releases all resources earlier, for a file whose tests each open a database: the server allows a hundred connections.
 */
export async function closeEverything(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close();
  opened = undefined;
  asSuperuser = undefined;
}

let opened: Promise<OpenRuntime> | undefined;

/** The product's runtime of one process, on the servers of this test run. One for each test file; closed after it. */
export function testRuntime(): Promise<OpenRuntime> {
  opened ??= anotherRuntime();
  return opened;
}

/** The runtime of another process, with other settings or with a readable log. */
export async function anotherRuntime(settings: Partial<Config> = {}, log = createLog('silent')): Promise<OpenRuntime> {
  const runtime = await openRuntime({ ...worldConfig(), ...settings }, log, 'a test');
  atTheEnd(() => runtime.close());
  return runtime;
}

export function worldConfig(): Config {
  return testConfig(inject('world').platform);
}

/** A context without a client or a signed-in user. */
export async function systemContext(runtime?: Runtime): Promise<RequestContext> {
  const request = { address: null, requestId: 'TEST-0000', actor: { kind: 'operator' } } as const;
  return contextOf(runtime ?? (await testRuntime()), request);
}

/** A request of a client that is not signed in. */
export async function anonymousContext(
  from: { address?: string; at?: Date; userAgent?: string; runtime?: Runtime } = {},
): Promise<RequestContext> {
  const runtime = from.runtime ?? (await testRuntime());
  const { address = '127.0.0.1', userAgent } = from;
  const ctx = contextOf(runtime, { address, requestId: 'TEST-0002', userAgent });
  return { ...ctx, now: from.at ?? ctx.now };
}

/** A runtime with an unreachable database: every query fails. */
export async function runtimeWithoutDatabase(): Promise<Runtime> {
  const connection = connect('postgres://portal_app:none@127.0.0.1:1/mail_portal', { most: 2, program: 'a test' });
  atTheEnd(() => connection.close());
  return { ...(await testRuntime()), connection };
}

export interface OwnDatabase {
  name: string;
  runtime: OpenRuntime;
  /** A connection as the superuser, for statements that no role of the product may execute. */
  sql: postgres.Sql;
}

/**
 * A separate database for this test file, with its tables, rights and mapped demo domains, and no worker but its own.
 */
export async function ownDatabase(settings: Partial<Config> = {}): Promise<OwnDatabase> {
  const name = `own_${randomBytes(6).toString('hex')}`;
  const { platform, superuserUrl, emptyDatabase } = inject('world');
  await superuser()`create database ${superuser()(name)} owner portal_owner template ${superuser()(emptyDatabase)}`;
  // A copy of a database does not include the privileges on the database itself. The migrations grant the same ones.
  await superuser()`revoke all on database ${superuser()(name)} from public`;
  await superuser()`grant connect on database ${superuser()(name)} to portal_app, dovecot`;
  const databaseOwnerUrl = onDatabase(platform.databaseOwnerUrl ?? '', name);
  const databaseUrl = onDatabase(platform.databaseUrl, name);
  const runtime = await anotherRuntime({ databaseUrl, databaseOwnerUrl, mailServer: null, targets: {}, ...settings });
  await mapDemoTargets(await systemContext(runtime));
  return { name, runtime, sql: sqlAs(onDatabase(superuserUrl, name)) };
}

let asSuperuser: postgres.Sql | undefined;

/** The database of the test run, with the superuser's privileges. */
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

/** Dovecot's log of all sign-ins of the test run. */
export function readDovecotLog(): string {
  return readFileSync(inject('world').dovecotLogFile, 'utf8');
}

export function imapServer(): { host: string; port: number } {
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  return mailServer.imap;
}

/** Whether the mail server accepts a login, by each method that mail programs use. */
export async function acceptedLogins(address: string, password: string) {
  const imap = imapServer();
  const [login, plain, fetch] = await Promise.all([
    imapLogin(imap, address, password, { mechanism: 'LOGIN' }),
    imapLogin(imap, address, password, { mechanism: 'PLAIN' }),
    pop3Login(inject('world').pop3, address, password),
  ]);
  return { imapLogin: login.ok, imapPlain: plain.ok, pop3: fetch.ok };
}

export const ALL_LOGINS = { imapLogin: true, imapPlain: true, pop3: true };
export const NO_LOGIN = { imapLogin: false, imapPlain: false, pop3: false };

/** Waits until the worker of the test run has delivered a mailbox's version to the mail server. */
export async function inForce(change: { mailboxId: string; version: number }): Promise<void> {
  const { connection } = await testRuntime();
  await until('the change is in force', async () => {
    const deliveries = await listDeliveries(connection.db, change);
    return deliveries.length > 0 && deliveries.every(({ effectiveAt }) => effectiveAt !== null);
  });
}
