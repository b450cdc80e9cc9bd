import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/argon2';
import { Attribute, Change, Client } from 'ldapts';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { type ServerProcess, startServerProcess } from '@/lib/demo/embedded/server-process';
import { runsAsRoot, type SystemUser } from '@/lib/demo/embedded/system-user';
import { ARGON2ID } from '@/lib/hashing/hashing';
import { Secret } from '@/lib/secret';
import { makeCertificate } from './certificate';
import { newPassword } from './people';
import { untilItListens } from './until-it-listens';

const OPERATOR_FILES = fileURLToPath(new URL('../../deploy/openldap/', import.meta.url));
const SUFFIX = 'dc=nthu,dc=edu,dc=tw';
export const PEOPLE = `ou=people,${SUFFIX}`;
const SERVICES = `ou=services,${SUFFIX}`;
const POLICY = `cn=default,ou=policies,${SUFFIX}`;
const ADMIN = `cn=admin,${SUFFIX}`;
const CONFIG_ADMIN = 'cn=admin,cn=config';
const READY_WITHIN_MS = 10_000;
const MIB = 1_024 * 1_024;

export interface Account {
  dn: string;
  address: string;
  password: string;
}

/** A real OpenLDAP with the files of deploy/openldap that operators copy. */
export interface Directory {
  /** The portal's configuration for this server, over TLS. */
  readonly config: DirectoryConfig;
  /** The same server without TLS; it supports STARTTLS. */
  readonly plainUrl: string;
  readonly certificateFile: string;
  readonly dovecot: { readonly dn: string; readonly password: string };
  /** @param wishes `rdn` names the entry otherwise than by its uid, written as RFC 4514 has it */
  addAccount(options?: {
    address?: string;
    password?: string;
    mails?: readonly string[];
    uid?: string;
    rdn?: string;
  }): Promise<Account>;
  /** The result code of a failed bind; undefined when the bind succeeds. */
  refusal(dn: string, password: string): Promise<number | undefined>;
  /** All attributes of an entry, including those that no account of the product can read. */
  read(dn: string): Promise<Record<string, string[]>>;
  /** The attributes of an entry that another account can read. */
  readAs(who: Pick<DirectoryConfig, 'bindDn' | 'bindPassword'>, dn: string): Promise<Record<string, string[]>>;
  /** Sets an attribute as an operator would. An empty list removes the attribute. */
  set(dn: string, attribute: string, values: readonly string[]): Promise<void>;
  readonly policyDn: string;
  setPolicy(attribute: string, value: string): Promise<void>;
  /** Lets people set their own passwords with a client of RFC 3062, which the server hashes. */
  letPeopleChangePasswords(): Promise<void>;
  /** The process; another one after `start`. */
  readonly pid: number;
  /** Makes its disk full, as when a backup hangs while changes go on. @returns a function that frees the space */
  fillDisk(): Promise<() => Promise<void>>;
  /** The whole log of the server. */
  readLog(): string;
  stop(): Promise<void>;
  /** After `stop`: starts with the same data at the same ports. */
  start(): Promise<void>;
  /** Stops the server and removes its files. */
  remove(): Promise<void>;
}

/** Starts a separate OpenLDAP. */
export async function startOpenLdap(): Promise<Directory> {
  const folder = makeScratchFolder();
  const [plainPort, tlsPort] = (await freePorts(2)) as [number, number];
  const secrets = { portal: randomPassword(), dovecot: randomPassword(), admin: randomPassword() };
  const certificateFile = await makeCertificate(folder);
  await writeConfiguration(folder, secrets);

  const log: string[] = [];
  let server: ServerProcess;
  const user = ldapUser();
  if (user) giveTo(user, folder);
  async function start(): Promise<void> {
    server = await startServerProcess({
      name: 'slapd',
      program: '/usr/sbin/slapd',
      args: [
        ...['-F', join(folder, 'config'), '-d', 'stats'],
        ...['-h', `ldap://${LOOPBACK}:${plainPort} ldaps://${LOOPBACK}:${tlsPort}`],
      ],
      user,
      stopSignal: 'SIGTERM',
      stopWithinMs: READY_WITHIN_MS,
      onLine: (line) => log.push(line),
    });
    await server.becomesReady(untilItListens(plainPort), READY_WITHIN_MS);
  }
  await start();

  const plainUrl = `ldap://${LOOPBACK}:${plainPort}`;
  const asAdmin = <T>(act: (client: Client) => Promise<T>) =>
    as({ bindDn: ADMIN, bindPassword: new Secret(secrets.admin) }, act);
  async function as<T>(
    { bindDn, bindPassword }: Pick<DirectoryConfig, 'bindDn' | 'bindPassword'>,
    act: (client: Client) => Promise<T>,
  ): Promise<T> {
    const client = new Client({ url: plainUrl, timeout: READY_WITHIN_MS });
    try {
      await client.bind(bindDn, bindPassword.reveal());
      return await act(client);
    } finally {
      await client.unbind();
    }
  }
  const set = (dn: string, type: string, values: readonly string[]) =>
    asAdmin((client) =>
      client.modify(
        dn,
        new Change({ operation: 'replace', modification: new Attribute({ type, values: [...values] }) }),
      ),
    );

  const configure = (database: string, operation: 'add' | 'replace', type: string, value: string) =>
    as({ bindDn: CONFIG_ADMIN, bindPassword: new Secret(secrets.admin) }, (client) =>
      client.modify(
        `olcDatabase=${database},cn=config`,
        new Change({ operation, modification: new Attribute({ type, values: [value] }) }),
      ),
    );
  const setDatabaseSize = (bytes: number) => configure('{1}mdb', 'replace', 'olcDbMaxSize', String(bytes));

  const directory: Directory = {
    config: {
      url: `ldaps://${LOOPBACK}:${tlsPort}`,
      startTls: false,
      ca: readFileSync(certificateFile, 'utf8'),
      bindDn: `cn=portal,${SERVICES}`,
      bindPassword: new Secret(secrets.portal),
      base: PEOPLE,
      decoyDn: `cn=decoy,${SERVICES}`,
    },
    plainUrl,
    certificateFile,
    dovecot: { dn: `cn=dovecot,${SERVICES}`, password: secrets.dovecot },

    async addAccount(options = {}) {
      const uid = options.uid ?? `s${randomInt(100_000_000, 999_999_999)}`;
      const address = options.address ?? `${uid}@oz.nthu.edu.tw`;
      const { password = newPassword() } = options;
      const dn = `${options.rdn ?? `uid=${uid}`},${PEOPLE}`;
      await asAdmin(async (client) =>
        client.add(dn, {
          objectClass: 'inetOrgPerson',
          ...(options.rdn ? { cn: 'Somebody' } : { uid, cn: uid }),
          sn: uid,
          mail: [...(options.mails ?? [address])],
          userPassword: `{ARGON2}${await hash(password, ARGON2ID)}`,
        }),
      );
      return { dn, address, password };
    },

    async refusal(dn, password) {
      const client = new Client({ url: plainUrl, timeout: READY_WITHIN_MS });
      try {
        await client.bind(dn, password);
        return undefined;
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (typeof code === 'number') return code;
        throw error;
      } finally {
        await client.unbind();
      }
    },

    read: (dn) => asAdmin((client) => readEntry(client, dn)),
    readAs: (who, dn) => as(who, (client) => readEntry(client, dn)),
    set,
    policyDn: POLICY,
    setPolicy: (attribute, value) => set(POLICY, attribute, [value]),
    async letPeopleChangePasswords() {
      const rule = `{0}to dn.subtree="${PEOPLE}" attrs=userPassword by self =xw by anonymous auth by * break`;
      await configure('{1}mdb', 'add', 'olcAccess', rule);
      await configure('{-1}frontend', 'replace', 'olcPasswordHash', '{ARGON2}');
    },
    get pid() {
      return server.pid;
    },
    async fillDisk() {
      const filler = await directory.addAccount();
      const more = await Promise.all(Array.from({ length: 20 }, () => directory.addAccount()));
      for (const { dn } of more) await set(dn, 'description', ['x'.repeat(20_000)]);
      await setDatabaseSize(4 * MIB);
      // LMDB does not reuse pages that an open read transaction needs, so every change takes new ones. The output stays
      // unread.
      const backup = spawn('/usr/sbin/slapcat', ['-F', join(folder, 'config'), '-n', '1'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = new Promise<void>((resolve) => backup.once('exit', () => resolve()));
      let isFull = false;
      for (let n = 0; !isFull; n += 1) {
        if (n > 5_000) throw new Error('the directory is never full');
        await set(filler.dn, 'description', [`${n}`]).catch(() => {
          isFull = true;
        });
      }
      return async () => {
        // The reader runs to its end: a killed reader would keep its pages reserved.
        backup.stdout.resume();
        await ended;
      };
    },
    readLog: () => log.join('\n'),
    stop: () => server.stop(),
    start,
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return directory;
}

async function readEntry(client: Client, dn: string): Promise<Record<string, string[]>> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['*', '+'] });
  const [entry] = searchEntries;
  if (!entry) throw new Error(`no entry ${dn}`);
  // The library returns an empty list for a requested attribute that the entry does not have.
  const values = Object.entries(entry).map(([name, value]) => [name, [value].flat().map(String)] as const);
  return Object.fromEntries(values.filter(([, { length }]) => length > 0));
}

async function writeConfiguration(folder: string, secrets: Record<'portal' | 'dovecot' | 'admin', string>) {
  const words: Record<string, string> = {
    SUFFIX,
    BASE_DIR: folder,
    PORTAL_HASH: slappasswd(secrets.portal),
    DOVECOT_HASH: slappasswd(secrets.dovecot),
    DECOY_HASH: `{ARGON2}${await hash(randomPassword(), ARGON2ID)}`,
  };
  const filled = (name: string) =>
    readFileSync(join(OPERATOR_FILES, name), 'utf8').replace(/@([A-Z0-9_]+)@/g, (_, word: string) => {
      const value = words[word];
      if (value === undefined) throw new Error(`deploy/openldap/${name} asks for @${word}@, which nobody fills in`);
      return value;
    });
  for (const part of ['config', 'data']) mkdirSync(join(folder, part), { mode: 0o700 });
  const into = (program: string, database: 0 | 1, ldif: string) =>
    execFileSync(`/usr/sbin/${program}`, ['-n', `${database}`, '-F', join(folder, 'config')], { input: ldif });

  into('slapadd', 0, filled('loopback.ldif'));
  for (const name of ['portal-modules.ldif', 'portal-policy.ldif', 'portal-access.ldif']) {
    into('slapmodify', 0, filled(name));
  }
  into('slapmodify', 0, rootLdif(slappasswd(secrets.admin)));
  into('slapadd', 1, `${TREE}\n${filled('portal-entries.ldif')}`);
}

const TREE = `dn: ${SUFFIX}
objectClass: dcObject
objectClass: organization
o: tests
dc: nthu

dn: ${PEOPLE}
objectClass: organizationalUnit
ou: people
`;

/** Sets administrators with all rights, who can read what no account of the product can read. */
const rootLdif = (secret: string) =>
  [
    ['olcDatabase={1}mdb,cn=config', ADMIN],
    ['olcDatabase={0}config,cn=config', CONFIG_ADMIN],
  ]
    .map(
      ([database, rootDn]) => `dn: ${database}
changetype: modify
replace: olcRootDN
olcRootDN: ${rootDn}
-
add: olcRootPW
olcRootPW: ${secret}
`,
    )
    .join('\n');

const randomPassword = (): string => randomBytes(24).toString('base64url');

/**
 * Makes an {SSHA} hash with OpenLDAP's own program; the password is passed in a file, so that no process list shows it.
 */
function slappasswd(password: string): string {
  const file = join(makeScratchFolder(), 'secret');
  writeFileSync(file, password, { mode: 0o600 });
  const hashed = execFileSync('/usr/sbin/slappasswd', ['-n', '-T', file]).toString();
  rmSync(join(file, '..'), { recursive: true });
  return hashed;
}

/** The user to which slapd drops root's rights; undefined when the tests do not run as root. */
function ldapUser(): SystemUser | undefined {
  if (!runsAsRoot()) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'openldap']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

function giveTo({ uid, gid }: SystemUser, path: string): void {
  chownSync(path, uid, gid);
  if (!statSync(path).isDirectory()) return;
  chmodSync(path, 0o711);
  for (const name of readdirSync(path)) giveTo({ uid, gid }, join(path, name));
}
