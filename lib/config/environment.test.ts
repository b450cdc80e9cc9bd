import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { minutes, seconds } from '@/lib/clock';
import { BadConfiguration } from './bad-configuration';
import { isDemo, productionConfig, readEnvironment } from './config';
import { environmentSchema } from './environment';

const PRODUCTION = {
  DATABASE_URL: 'postgres://portal_app:password@db.example:5432/mail_portal?sslmode=verify-full',
  PORTAL_ORIGINS: 'https://portal.example',
  PORTAL_SECRET: 's'.repeat(43),
  CAMPUS_ISSUER: 'https://campus.example',
  CAMPUS_JWKS_FILE: '/etc/mail-portal/campus-jwks.json',
  IMAP_URL: 'imaps://imap.example:993',
  DOVEADM_URLS: 'https://10.0.0.1:8080,https://10.0.0.2:8080',
  DOVEADM_KEY: 'k'.repeat(16),
};

function faultsOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment(variables);
    return [];
  } catch (error) {
    if (error instanceof BadConfiguration) return error.faults;
    throw error;
  }
}

/** The settings in .env.example with the values it shows. */
function explainedSettings(): [string, string][] {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  return [...text.matchAll(/^# ([A-Z][A-Z_]*)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
}

test('.env.example explains every setting once, and nothing else', () => {
  const explained = explainedSettings().map(([name]) => name);
  expect(explained.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});

test('.env.example shows the default values', () => {
  const shown = environmentSchema.parse(Object.fromEntries(explainedSettings().filter(([, value]) => value !== '')));
  const held = environmentSchema.parse({});
  for (const [name, value] of Object.entries(held)) {
    // The first one is an empty list by default, the second one depends on the machine: their lines show an example.
    if (!['TRUSTED_PROXIES', 'SERVER_PROCESSES'].includes(name)) expect(shown).toHaveProperty(name, value);
  }
});

test('without settings the portal is a demo on loopback', () => {
  const environment = readEnvironment({});
  expect(isDemo(environment)).toBe(true);
  expect(environment).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, PASSWORD_MIN_LENGTH: 15 });
  expect(environment.SESSION_IDLE_MINUTES).toBe(minutes(20));
  expect(environment.CLOCK_SKEW_SECONDS).toBe(seconds(30));
});

test('COUNTRY_FILE that is missing or no database stops the start with the reason', () => {
  for (const path of ['/nowhere/country.mmdb', fileURLToPath(import.meta.url)]) {
    const environment = readEnvironment({ ...PRODUCTION, COUNTRY_FILE: path });
    expect(() => productionConfig(environment)).toThrow(`COUNTRY_FILE: ${path} cannot be used: `);
  }
});

test('an empty value counts as unset', () => {
  expect(isDemo(readEnvironment({ DATABASE_URL: '', PORT: '' }))).toBe(true);
});

test('with all production settings the portal is in production', () => {
  const environment = readEnvironment(PRODUCTION);
  expect(isDemo(environment)).toBe(false);
  expect(environment.DOVEADM_URLS).toEqual(['https://10.0.0.1:8080', 'https://10.0.0.2:8080']);
});

test.each(Object.keys(PRODUCTION).filter((name) => name !== 'DATABASE_URL'))(
  'production does not start without %s',
  (name) => {
    expect(faultsOf({ ...PRODUCTION, [name]: undefined })).toEqual([`${name} is not set`]);
  },
);

test('one report names every fault', () => {
  expect(faultsOf({ DATABASE_URL: PRODUCTION.DATABASE_URL })).toHaveLength(7);
});

test.each([
  ['smtp://smtp.example', { host: 'smtp.example', port: 587, tls: 'starttls' }],
  ['smtp://127.0.0.1:25', { host: '127.0.0.1', port: 25, tls: 'none' }],
  ['smtp://[::1]:2525', { host: '::1', port: 2525, tls: 'none' }],
  ['smtps://smtp.example', { host: 'smtp.example', port: 465, tls: 'at_once' }],
])('%s is used without TLS on loopback only', (SMTP_URL, server) => {
  const config = productionConfig(readEnvironment({ ...PRODUCTION, SMTP_URL }));
  expect(config.noticeMail).toEqual({ kind: 'smtp', server: { ...server, signIn: undefined } });
});

test('A80 user and password are read from the URL of the mail server, and are printed nowhere', () => {
  const SMTP_URL = 'smtp://portal%40net.example:quiet%2Fotter@smtp.example:587';
  const { noticeMail } = productionConfig(readEnvironment({ ...PRODUCTION, SMTP_URL }));
  const signIn = noticeMail?.kind === 'smtp' ? noticeMail.server.signIn : undefined;
  expect([signIn?.user, signIn?.password.reveal()]).toEqual(['portal@net.example', 'quiet/otter']);
  expect(JSON.stringify(noticeMail)).not.toContain('otter');
});

test('without a mail server notices wait; a demo writes them to a folder and refuses a mail server', () => {
  expect(productionConfig(readEnvironment(PRODUCTION)).noticeMail).toBeNull();
  expect(faultsOf({ SMTP_URL: 'smtp://127.0.0.1:25' })).toEqual([
    expect.stringContaining('SMTP_URL is a production setting'),
  ]);
});

test.each(['PORTAL_SECRET', 'CAMPUS_ISSUER', 'CAMPUS_JWKS_FILE', 'IMAP_URL', 'DOVEADM_URLS', 'DOVEADM_KEY'] as const)(
  'a demo refuses production settings: %s without DATABASE_URL',
  (name) => {
    expect(faultsOf({ [name]: PRODUCTION[name] })).toEqual([
      expect.stringContaining(`${name} is a production setting`),
    ]);
  },
);

test('a demo listens on loopback only, unless DEMO_ALLOW_REMOTE is set', () => {
  expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('a demo listens on loopback only')]);
  expect(faultsOf({ HOST: '0.0.0.0', DEMO_ALLOW_REMOTE: '1' })).toEqual([]);
  expect(faultsOf({ HOST: '::1' })).toEqual([]);
});

test('an origin without https is refused, except on loopback', () => {
  for (const origin of ['http://portal.example', 'http://127.evil.example', 'http://localhost.evil']) {
    const faults = faultsOf({ ...PRODUCTION, PORTAL_ORIGINS: origin });
    expect(faults).toEqual([`PORTAL_ORIGINS: ${origin} is not https`]);
  }
  expect(faultsOf({ ...PRODUCTION, PORTAL_ORIGINS: 'http://127.0.0.1:3000' })).toEqual([]);
});

test.each([
  ['PORT', '65536'],
  ['PORT', 'http'],
  ['PORTAL_ORIGINS', 'https://portal.example/'],
  ['PORTAL_ORIGINS', 'https://portal.example/mail'],
  ['PORTAL_ORIGINS', 'portal.example'],
  ['PORTAL_ORIGINS', ','],
  ['PORTAL_SECRET', 'too short'],
  ['TRUSTED_PROXIES', '10.0.0.1/8'],
  ['TRUSTED_PROXIES', 'the proxy'],
  ['DATABASE_URL', 'mysql://host/mail_portal'],
  ['CLOCK_SKEW_SECONDS', '121'],
  ['IMAP_URL', 'https://imap.example'],
  ['DOVEADM_URLS', 'doveadm:8080'],
  ['DOVEADM_KEY', 'short'],
  ['SMTP_URL', 'https://smtp.example'],
  ['SMTP_URL', 'smtp.example:25'],
  ['NOTICE_FROM', 'Portal <portal@net.example>'],
  ['NOTICE_FROM', 'portal@net.example\r\nBcc: x@y.example'],
  ['SESSION_IDLE_MINUTES', '0'],
  ['SESSION_ABSOLUTE_HOURS', '25'],
  ['SESSION_ADDRESS', 'none'],
  ['PASSWORD_MIN_LENGTH', '7'],
  ['PASSWORD_MIN_LENGTH', '15.5'],
  ['DEMO_ALLOW_REMOTE', 'yes'],
  ['HEALTH_TOKEN', 'short'],
  ['LOG_LEVEL', 'loud'],
])('%s=%s is refused by name', (name, value) => {
  expect(faultsOf({ ...PRODUCTION, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}\\b`))]);
});

test.each(['help@xn--fsqu00a.xn--kpry57d', 'a&b@x.edu'])(
  'NOTICE_FROM may be %s, as any contact address may',
  (NOTICE_FROM) => {
    expect(readEnvironment({ NOTICE_FROM }).NOTICE_FROM).toBe(NOTICE_FROM);
  },
);

test('A80 a report of faults does not repeat a secret', () => {
  const faults = faultsOf({
    ...PRODUCTION,
    PORTAL_SECRET: 'a-short-secret',
    DOVEADM_KEY: 'a-key',
    HEALTH_TOKEN: 'a-token',
  });
  expect(faults).toHaveLength(3);
  expect(faults.join()).not.toMatch(/a-short-secret|a-key|a-token/);
});

test('A115 origins of mixed schemes prevent the start: one of them would get the other’s cookies', () => {
  for (const PORTAL_ORIGINS of [
    'https://portal.example,http://127.0.0.1:3000',
    'http://localhost:3000,https://portal.example',
  ]) {
    expect(faultsOf({ ...PRODUCTION, PORTAL_ORIGINS })).toEqual([expect.stringMatching(/^PORTAL_ORIGINS: .* mixed/)]);
    expect(faultsOf({ PORTAL_ORIGINS })).toEqual([expect.stringMatching(/^PORTAL_ORIGINS: .* mixed/)]);
  }
  expect(faultsOf({ ...PRODUCTION, PORTAL_ORIGINS: 'https://a.example,https://b.example:8443' })).toEqual([]);
});

test.each([
  'http://10.0.0.1:8080',
  'http://127.evil.example:8080',
  'http://localhost.evil:8080',
  'https://10.0.0.1:8080,http://10.0.0.2:8080',
])('A115 the doveadm key is not sent in clear text to another machine: %s', (DOVEADM_URLS) => {
  expect(faultsOf({ ...PRODUCTION, DOVEADM_URLS })).toEqual([expect.stringMatching(/^DOVEADM_URLS: .* clear text/)]);
});

test.each(['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost:8080', 'https://mail.example:8080'])(
  'A115 %s may receive the doveadm key',
  (DOVEADM_URLS) => {
    expect(faultsOf({ ...PRODUCTION, DOVEADM_URLS })).toEqual([]);
  },
);

const database = (authority: string, query = '') => `postgres://portal_app:pass-word@${authority}/mail_portal${query}`;

test.each([
  database('db.example'),
  database('db.example:5432', '?application_name=x'),
  database('10.0.0.1', '?sslmode=prefer'),
  database('10.0.0.1', '?sslmode=allow'),
  // The driver uses the last value.
  database('10.0.0.1', '?sslmode=verify-full&sslmode=prefer'),
  database('10.0.0.1', '?ssl=false'),
  database('127.0.0.1.evil.example'),
  database('127.evil.example'),
  database('localhost.evil'),
  database('0x7f.1'),
  database('127.0.0.1,db.example'),
  database('127.0.0.1%2Cdb.example'),
  database('[2001:db8::1]:5432'),
])('A115 a database on another machine needs TLS: %s', (url) => {
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL']) {
    const faults = faultsOf({ ...PRODUCTION, [name]: url });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: .*sslmode=verify-full`))]);
    expect(faults.join()).not.toContain('pass-word');
  }
});

test.each([
  database('127.0.0.1:5432'),
  database('localhost'),
  database('[::1]:5432'),
  database('db.example', '?sslmode=require'),
  database('db.example', '?sslmode=verify-ca'),
  database('db.example', '?sslmode=verify-full'),
  database('db.example', '?ssl=true'),
  database('db.example', '?sslrootcert=system'),
  // An explicit choice.
  database('db.example', '?sslmode=disable'),
])('A115 the database %s is accepted', (DATABASE_URL) => {
  expect(faultsOf({ ...PRODUCTION, DATABASE_URL })).toEqual([]);
});

test('A115 a database URL without a host uses PGHOST, as in the driver', () => {
  const DATABASE_URL = 'postgres:///mail_portal';
  expect(faultsOf({ ...PRODUCTION, DATABASE_URL })).toEqual([]);
  expect(faultsOf({ ...PRODUCTION, DATABASE_URL, PGHOST: 'db.example' })).toEqual([
    expect.stringMatching(/^DATABASE_URL: db\.example is another machine/),
  ]);
});

test.each([
  ['TRUSTED_PROXIES', '0.0.0.0/0'],
  ['TRUSTED_PROXIES', '10.0.0.0/8,::/0'],
  ['TRUSTED_PROXIES', '0.0.0.0/1,128.0.0.0/1'],
  ['TRUSTED_PROXIES', '128.0.0.0/2,10.0.0.0/8,192.0.0.0/2,0.0.0.0/1'],
  ['TRUSTED_PROXIES', '::/1,8000::/1'],
  ['TRUSTED_PROXIES', '2000::/3'],
  ['NODE_ENV', 'development'],
  ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
])('A115 %s=%s prevents the start in production', (name, value) => {
  expect(faultsOf({ ...PRODUCTION, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
});

test.each(['10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,127.0.0.0/8', '0.0.0.0/1', 'fc00::/7,2001:db8::/32'])(
  'the proxies %s are accepted',
  (TRUSTED_PROXIES) => {
    expect(faultsOf({ ...PRODUCTION, TRUSTED_PROXIES })).toEqual([]);
  },
);

test.each([
  ['PASSWORD_MIN_LENGHT', 'PASSWORD_MIN_LENGTH'],
  ['MIN_PASSWORD_LENGTH', 'PASSWORD_MIN_LENGTH'],
  ['PASSWORD-MIN-LENGTH', 'PASSWORD_MIN_LENGTH'],
  ['portal_origins', 'PORTAL_ORIGINS'],
  ['PORTAL_ORIGIN', 'PORTAL_ORIGINS'],
  ['DOVEADM_URL', 'DOVEADM_URLS'],
  ['DATABASE_ULR', 'DATABASE_URL'],
  ['DATABASEURL', 'DATABASE_URL'],
  ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
  ['SESSION_IDLE', 'SESSION_IDLE_MINUTES'],
  ['SESSION_ADRESS', 'SESSION_ADDRESS'],
  ['CAMPUS_JWKS', 'CAMPUS_JWKS_FILE'],
  ['HSOT', 'HOST'],
  ['SMPT_URL', 'SMTP_URL'],
  ['LOG_LEVLE', 'LOG_LEVEL'],
  ['CAMPUS_PROFILE_FILE', 'CAMPUS_PROFILE'],
  ['SMTPURL', 'SMTP_URL'],
  ['SMTP_UR', 'SMTP_URL'],
  ['SMTP_URI', 'SMTP_URL'],
  ['IMAPURL', 'IMAP_URL'],
  ['IMAP_UR', 'IMAP_URL'],
  ['IMAP_URLS', 'IMAP_URL'],
  ['DATADIR', 'DATA_DIR'],
  ['DATA_DI', 'DATA_DIR'],
  ['DATA_DIRECTORY', 'DATA_DIR'],
  ['HOSTT', 'HOST'],
  ['PORTT', 'PORT'],
  ['NODE_ENVV', 'NODE_ENV'],
  ['HEALTH_KEY', 'HEALTH_TOKEN'],
  ['DATABASE_OWNERS_URL', 'DATABASE_OWNER_URL'],
  ['PASSWORD_LENGTH', 'PASSWORD_MIN_LENGTH'],
  ['PASSWORD_MINIMUM_LENGTH', 'PASSWORD_MIN_LENGTH'],
  ['SESSION_IDLE_SECONDS', 'SESSION_IDLE_MINUTES'],
  ['TARGETS_FILE', 'MAIL_TARGETS_FILE'],
  ['BREACHED_FILE', 'BREACHED_PASSWORDS_FILE'],
])('A115 the misspelled %s is reported with the name that was meant', (name, meant) => {
  for (const variables of [PRODUCTION, {}]) {
    expect(faultsOf({ ...variables, [name]: '20' })).toEqual([`${name} is no setting. Did you mean ${meant}?`]);
  }
});

test.each([
  'DATABASE_READ_URL',
  'DATABASE_REPLICA_URL',
  'DATABASE_URL_UNPOOLED',
  'DATABASE_URL_RO',
  'DATABASE_URL_FILE',
])('A115 %s is a misspelling only where DATABASE_URL itself is not set', (name) => {
  expect(faultsOf({ ...PRODUCTION, [name]: '20' })).toEqual([]);
  expect(faultsOf({ [name]: '20' })).toEqual([expect.stringMatching(`^${name} is no setting`)]);
});

test('variables of other programs are no fault', () => {
  const others =
    'PATH HOME HOSTNAME LANG LOGNAME MAIL PWD SHELL SHLVL TERM USER _ INIT_CWD NODE NODE_OPTIONS NODE_PATH';
  const more =
    'NODE_EXTRA_CA_CERTS PGHOST PGSSLMODE SESSION_MANAGER XDG_SESSION_ID XDG_DATA_DIRS COLOR EDITOR PORTAL_PORT npm_config_loglevel npm_package_name JOURNAL_STREAM INVOCATION_ID HTTPS_PROXY http_proxy';
  const alike =
    'COST PORTS SPORT SORT POST HOSTS GHOST HOSTTYPE LOGLEVEL loglevel XDG_DATA_DIR PGDATA HTTP_URL LDAP_URL SFTP_URL SMTP_HOST DATABASE_NAME DATABASE_DSN RUST_LOG_LEVEL TEST_DATABASE_URL SESSION_ID SESSION_SECRET MAIL_HOST PORTAL_URL';
  const variables = Object.fromEntries(`${others} ${more} ${alike}`.split(' ').map((name) => [name, 'localhost']));
  expect(faultsOf(variables)).toEqual([]);
});
