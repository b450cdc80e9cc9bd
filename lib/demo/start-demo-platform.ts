import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate, UnknownMigrations } from '@/db/migrate';
import type { DemoPlatform } from '@/lib/config/config';
import { projectFile } from '@/lib/config/project-file';
import { type Dovecot, findDovecot, startDovecot } from '@/lib/demo/embedded/dovecot';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/demo/embedded/postgres';
import { StartRefusal } from '@/lib/start-refusal';
import { type DemoSecrets, demoSecretsIn, writeDemoJwks } from './demo-secrets';

export const DEMO_ISSUER = 'demo-campus';
const DATABASE = 'mail_portal';

export interface RunningDemo {
  readonly platform: DemoPlatform;
  readonly postgres: EmbeddedPostgres;
  /** Null if it is not installed; `missing` then says what to install. */
  readonly dovecot: Dovecot | null;
  readonly missing: string | null;
  readonly secrets: DemoSecrets;
  stop(): Promise<void>;
}

/**
 * Starts the servers that a demo needs: PostgreSQL with the three roles and all migrations, and Dovecot if it is
 * installed.
 *
 * @param options.durable  false for tests: faster, but a power failure may destroy the data
 * @param options.withMail false to start without Dovecot, for a single call of the command line
 * @throws StartRefusal with the message to print
 */
export async function startDemoPlatform(options: {
  dataDir: string;
  durable: boolean;
  withMail: boolean;
  log(line: string): void;
}): Promise<RunningDemo> {
  const secrets = await demoSecretsIn(options.dataDir);
  const server = await startEmbeddedPostgres({
    dataDir: join(options.dataDir, 'postgres'),
    superuserPassword: secrets.superuserPassword,
    durable: options.durable,
    log: options.log,
  });
  const stops: (() => Promise<void>)[] = [() => server.stop()];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    await makeRoles(server, secrets);
    const databaseOwnerUrl = server.url('portal_owner', secrets.ownerPassword, DATABASE);
    await migrate(databaseOwnerUrl).catch((error) => {
      if (!(error instanceof UnknownMigrations)) throw error;
      throw new StartRefusal(
        `The demo in ${options.dataDir} was made by another version of the portal. Delete that folder to start a new demo.`,
      );
    });
    const dovecot = options.withMail ? await startMail(options, server, secrets) : null;
    if (dovecot) stops.push(() => dovecot.stop());
    return {
      platform: {
        databaseUrl: server.url('portal_app', secrets.appPassword, DATABASE),
        databaseOwnerUrl,
        secret: secrets.portalSecret,
        campusIssuer: DEMO_ISSUER,
        campusJwksFile: writeDemoJwks(options.dataDir, secrets),
        mailServer: dovecot && mailServerOf(dovecot),
        simulatesMailSystem: !findDovecot().installed,
        demoCampusKey: secrets.campusSigningKey,
      },
      postgres: server,
      dovecot,
      missing: whatIsMissing(),
      secrets,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function mailServerOf(dovecot: Dovecot) {
  return {
    imap: { ...dovecot.imap, tls: false },
    doveadm: { urls: [dovecot.doveadm.url], key: dovecot.doveadm.key },
  };
}

function startMail(
  options: { dataDir: string; log(line: string): void },
  server: EmbeddedPostgres,
  secrets: DemoSecrets,
): Promise<Dovecot> | null {
  if (!findDovecot().installed) return null;
  return startDovecot({
    runDir: join(options.dataDir, 'dovecot'),
    database: {
      host: '127.0.0.1',
      port: server.port,
      name: DATABASE,
      user: 'dovecot',
      password: secrets.dovecotPassword,
    },
    doveadmKey: secrets.doveadmKey,
    authCache: true,
    log: options.log,
  });
}

function whatIsMissing(): string | null {
  const found = findDovecot();
  if (found.installed) return null;
  const packages = found.debianPackages.join(' ');
  return packages ? `${found.reason}: ${packages}` : found.reason;
}

const RIGHTS = projectFile('deploy/postgresql/rights.sql');

/**
 * Creates the roles of deploy/postgresql/roles.sql. Passwords are set at every start: the secrets file is
 * authoritative.
 */
async function makeRoles(server: EmbeddedPostgres, secrets: DemoSecrets): Promise<void> {
  const admin = postgres(server.url('postgres', secrets.superuserPassword, 'postgres'), { max: 1, onnotice: () => {} });
  const roles = {
    portal_owner: secrets.ownerPassword,
    portal_app: secrets.appPassword,
    dovecot: secrets.dovecotPassword,
  };
  try {
    for (const [role, password] of Object.entries(roles)) {
      const [exists] = await admin`select 1 from pg_roles where rolname = ${role}`;
      if (!exists) await admin.unsafe(`create role ${role} login`);
      // The generated passwords consist of letters, digits, - and _ and need no quoting.
      await admin.unsafe(`alter role ${role} password '${password}'`);
    }
    await admin.unsafe('revoke all on database postgres, template1 from public');
    // New databases are copies of template1.
    await restrict(server.url('postgres', secrets.superuserPassword, 'template1'));
    const [exists] = await admin`select 1 from pg_database where datname = ${DATABASE}`;
    if (!exists) await admin.unsafe(`create database ${DATABASE} owner portal_owner`);
    await admin.unsafe(`revoke all on database ${DATABASE} from public`);
    await admin.unsafe(`grant connect on database ${DATABASE} to portal_app, dovecot`);
    await restrict(server.url('postgres', secrets.superuserPassword, DATABASE));
  } finally {
    await admin.end();
  }
}

/** Revokes the privileges that PostgreSQL grants to every role. */
async function restrict(superuserUrl: string): Promise<void> {
  const admin = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    await admin.unsafe(readFileSync(RIGHTS, 'utf8'));
  } finally {
    await admin.end();
  }
}
