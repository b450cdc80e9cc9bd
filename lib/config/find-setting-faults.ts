import { fullyTrustedFamilies } from '@/lib/client-address/fully-trusted-families';
import { isLoopback, isLoopbackUrl } from '@/lib/client-address/is-loopback';
import type { Environment } from './environment';

const PRODUCTION_NEEDS = [
  'PORTAL_ORIGINS',
  'PORTAL_SECRET',
  'CAMPUS_ISSUER',
  'CAMPUS_JWKS_FILE',
  'IMAP_URL',
  'DOVEADM_URLS',
  'DOVEADM_KEY',
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Finds combinations of individually valid settings that are not allowed: incomplete production settings, a demo with
 * production settings, and combinations that would send a secret over the network in clear text.
 *
 * @param variables the environment itself, for variables that libraries read
 * @returns one sentence per fault, which begins with the name of a setting and repeats no secret
 */
export function findSettingFaults(env: Environment, variables: Variables = {}): string[] {
  if (env.DATABASE_URL === undefined) return findDemoFaults(env);
  return [
    ...PRODUCTION_NEEDS.filter((name) => env[name] === undefined).map((name) => `${name} is not set`),
    ...findOriginFaults(env.PORTAL_ORIGINS ?? []),
    ...findProxyFaults(env),
    ...(['DATABASE_URL', 'DATABASE_OWNER_URL'] as const).flatMap((name) =>
      findDatabaseFaults(name, env[name], variables),
    ),
    ...(env.DOVEADM_URLS ?? []).flatMap((url) => findDoveadmFault(url) ?? []).map((fault) => `DOVEADM_URLS: ${fault}`),
    ...findRuntimeFaults(env, variables),
  ];
}

function findDemoFaults(env: Environment): string[] {
  const faults = [...PRODUCTION_NEEDS, 'SMTP_URL' as const]
    .filter((name) => name !== 'PORTAL_ORIGINS' && env[name] !== undefined)
    .map((name) => `${name} is a production setting, but there is no DATABASE_URL: without one the portal is a demo`);
  if (!isLoopback(env.HOST) && !env.DEMO_ALLOW_REMOTE) {
    faults.push(`HOST=${env.HOST}: a demo listens on loopback only (its passwords are public); see DEMO_ALLOW_REMOTE`);
  }
  return [...faults, ...findMixedSchemes(env.PORTAL_ORIGINS ?? [])];
}

function findOriginFaults(origins: readonly string[]): string[] {
  const inClear = origins.filter((origin) => !origin.startsWith('https:') && !isLoopbackUrl(origin));
  return [...inClear.map((origin) => `PORTAL_ORIGINS: ${origin} is not https`), ...findMixedSchemes(origins)];
}

/**
 * Cookie names, Secure and HSTS are set for the portal, not per request: with two schemes they would be wrong for one.
 */
function findMixedSchemes(origins: readonly string[]): string[] {
  const isMixed = new Set(origins.map((origin) => new URL(origin).protocol)).size > 1;
  return isMixed ? ['PORTAL_ORIGINS: http and https are mixed; all of them need the same scheme'] : [];
}

function findProxyFaults({ TRUSTED_PROXIES }: Environment): string[] {
  return fullyTrustedFamilies(TRUSTED_PROXIES).map(
    ({ family, ranges }) =>
      `TRUSTED_PROXIES: ${ranges.join(', ')} ${ranges.length === 1 ? 'trusts' : 'trust'} every IPv${family} address; name those of the proxies`,
  );
}

/** The doveadm key gives access to every mailbox. @returns what is wrong with the URL, if anything */
export function findDoveadmFault(url: string): string | undefined {
  if (new URL(url).protocol === 'https:' || isLoopbackUrl(url)) return undefined;
  return `${new URL(url).origin} would be sent the doveadm key in clear text; use https, or http to this machine alone`;
}

const ENCRYPTED = new Set(['require', 'verify-ca', 'verify-full']);

/**
 * Finds database URLs without TLS: hashes and sessions cross that connection. The URL is parsed as the driver
 * (postgres.js) parses it: several hosts, PGHOST if it names none, `ssl` for `sslmode`.
 */
function findDatabaseFaults(name: string, url: string | undefined, variables: Variables): string[] {
  if (url === undefined) return [];
  const hosts = hostsOf(url, variables).filter((host) => !isSocket(host) && !isLoopback(host));
  const query = new Map(new URL(url).searchParams);
  const asked = query.get('sslmode') ?? query.get('ssl');
  const mode = query.get('sslrootcert') === 'system' ? 'verify-full' : asked === 'true' ? 'require' : asked;
  // sslmode=disable is an explicit choice. In any other case a connection without TLS is an oversight.
  if (hosts.length === 0 || mode === 'disable' || (mode !== undefined && ENCRYPTED.has(mode))) return [];
  const found = mode === undefined ? 'without TLS' : `with sslmode=${mode}, which may be without TLS`;
  return [
    `${name}: ${hosts.join(', ')} is another machine, reached ${found}; add ?sslmode=verify-full, or ?sslmode=disable if the network between them is protected by other means`,
  ];
}

/** A directory that contains PostgreSQL's Unix socket, as in PGHOST. */
const isSocket = (host: string): boolean => host.startsWith('/');

function hostsOf(url: string, variables: Variables): string[] {
  const [authority = ''] = url.slice(url.indexOf('://') + 3).split(/[?/#]/, 1);
  const named = authority.slice(authority.lastIndexOf('@') + 1);
  const hosts = named.startsWith(':') || named === '' ? (variables.PGHOST ?? 'localhost') : decodeURIComponent(named);
  return hosts.split(',').map((host) => host.replace(/:\d*$/, ''));
}

function findRuntimeFaults({ NODE_ENV }: Environment, variables: Variables): string[] {
  const faults: string[] = [];
  if (NODE_ENV === 'development') {
    faults.push('NODE_ENV: development loosens the content security policy; use production, or unset DATABASE_URL');
  }
  if (variables.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    faults.push('NODE_TLS_REJECT_UNAUTHORIZED: 0 accepts every certificate; name yours in NODE_EXTRA_CA_CERTS');
  }
  return faults;
}
