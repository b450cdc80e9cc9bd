import { join } from 'node:path';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { Cidr } from '@/lib/client-address/client-address';
import { openCountryFile } from '@/lib/client-address/country-of';
import { isLoopback } from '@/lib/client-address/is-loopback';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { projectFile } from '@/lib/config/project-file';
import { Secret } from '@/lib/secret';
import { type Environment, environmentSchema } from './environment';
import { findCertificateFault } from './find-certificate-fault';
import { findMisspelledSettings } from './find-misspelled-settings';
import { findSettingFaults } from './find-setting-faults';
import {
  imapOf,
  MAIN_MAIL_SERVER,
  type MailServerConfig,
  readTargetSettings,
  SIMULATED_MAIL_SYSTEM,
  type TargetSettings,
} from './target-settings';

export type { MailServerConfig } from './target-settings';

/** A mail server that accepts our mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS, STARTTLS (required: nothing is sent without it), or no TLS, on loopback only. */
  readonly tls: 'at_once' | 'starttls' | 'none';
  readonly signIn?: { readonly user: string; readonly password: Secret };
}

/** Where notices go: to a mail server, or into a folder instead of being sent. */
export type NoticeMailConfig =
  | { readonly kind: 'smtp'; readonly server: SmtpServer }
  | { readonly kind: 'folder'; readonly folder: string };

/** The logs of the mail servers that a worker reads, and how long their rows are kept. */
export interface MailLogConfig {
  readonly dovecot: readonly string[];
  readonly postfix: readonly string[];
  /** The port on loopback at which syslog sends lines of both. */
  readonly syslogPort: number | undefined;
  /** Of times without an offset; the campus's if unset. */
  readonly timeZone: string | undefined;
  readonly accessDays: number;
  readonly sendingDays: number;
}

/** A private key of the campus system. The portal holds one in demo mode only. */
export interface CampusSigningKey {
  readonly kid: string;
  readonly privateJwk: Record<string, string>;
}

/** The whole checked configuration. Nothing else in the product reads the environment. */
export interface Config {
  readonly mode: 'demo' | 'production';
  /** `next dev`: pages are compiled on request and need a laxer content security policy. */
  readonly isDevelopment: boolean;
  readonly host: string;
  readonly port: number;
  /** The portal's public origins; empty until the demo knows its port. Absolute URLs are built from the first. */
  readonly origins: readonly string[];
  readonly secret: string;
  readonly trustedProxies: readonly Cidr[];
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string | undefined;
  readonly dataDir: string;
  readonly campus: CampusProfile;
  readonly campusIssuer: string;
  readonly campusJwksFile: string;
  readonly clockSkewMs: number;
  readonly mailServer: MailServerConfig | null;
  /** Every mail system that must learn of changes, by target key. */
  readonly targets: Readonly<Record<string, TargetSettings>>;
  /** Null if no mail server is configured: notices stay queued. */
  readonly noticeMail: NoticeMailConfig | null;
  /** The sender address of notices. */
  readonly noticeFrom: string;
  /** Mailboxes that may send to many: no notice is sent about a busy day of theirs. */
  readonly registeredSenders: readonly string[];
  /** The signing key of the simulated campus system. Null in production, where that system does not exist. */
  readonly demoCampusKey: CampusSigningKey | null;
  readonly sessionIdleMs: number;
  readonly sessionAbsoluteMs: number;
  readonly sessionAddress: 'exact' | 'ipv6-64' | 'off';
  readonly passwordMinLength: number;
  /** Undefined for the small file that ships with the product. */
  readonly breachedPasswordsFile: string | undefined;
  /** An MMDB file with the countries of addresses. */
  readonly countryFile: string;
  readonly mailLogs: MailLogConfig;
  readonly healthToken: string | undefined;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/**
 * The values that the demo's embedded servers provide instead of settings: addresses and secrets of its first start.
 */
export type DemoPlatform = Pick<
  Config,
  'databaseUrl' | 'databaseOwnerUrl' | 'secret' | 'campusIssuer' | 'campusJwksFile' | 'mailServer' | 'demoCampusKey'
> & {
  /** No mail server is installed here. The demo simulates one, so that changes come into force. */
  readonly simulatesMailSystem: boolean;
};

/**
 * Parses and checks the whole environment, so that one report names every fault.
 *
 * @param variables the process's environment; empty strings count as unset
 * @throws BadConfiguration
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(set);
  const misspelled = findMisspelledSettings(set, Object.keys(environmentSchema.shape));
  const faults = parsed.success
    ? findSettingFaults(parsed.data, set)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || misspelled.length + faults.length > 0) throw new BadConfiguration([...misspelled, ...faults]);
  return parsed.data;
}

/** Without DATABASE_URL the portal is a demo, on loopback, with embedded servers. */
export function isDemo(environment: Environment): boolean {
  return environment.DATABASE_URL === undefined;
}

/** @throws BadConfiguration when the campus profile cannot be used */
export function productionConfig(env: Environment): Config {
  const { PORTAL_SECRET, CAMPUS_ISSUER, CAMPUS_JWKS_FILE, DATABASE_URL, IMAP_URL, DOVEADM_URLS, DOVEADM_KEY } = env;
  if (
    !DATABASE_URL ||
    !PORTAL_SECRET ||
    !CAMPUS_ISSUER ||
    !CAMPUS_JWKS_FILE ||
    !IMAP_URL ||
    !DOVEADM_URLS ||
    !DOVEADM_KEY
  ) {
    throw new BadConfiguration(findSettingFaults(env));
  }
  const mailServer = { imap: imapOf(IMAP_URL), doveadm: { urls: DOVEADM_URLS, key: DOVEADM_KEY } };
  return {
    ...common(env),
    mode: 'production',
    demoCampusKey: null,
    secret: PORTAL_SECRET,
    databaseUrl: DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    campusIssuer: CAMPUS_ISSUER,
    campusJwksFile: CAMPUS_JWKS_FILE,
    mailServer,
    targets: targetsOf(env, mailServer),
    noticeMail: env.SMTP_URL ? { kind: 'smtp', server: smtpServerOf(env.SMTP_URL) } : null,
  };
}

function smtpServerOf(url: string): SmtpServer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isAtOnce = protocol === 'smtps:';
  return {
    host,
    port: Number(port) || (isAtOnce ? 465 : 587),
    tls: isAtOnce ? 'at_once' : isLoopback(host) ? 'none' : 'starttls',
    signIn: username
      ? { user: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) }
      : undefined,
  };
}

/** @throws BadConfiguration when the campus profile cannot be used */
export function demoConfig(env: Environment, platform: DemoPlatform): Config {
  const noticeMail = { kind: 'folder', folder: join(env.DATA_DIR, 'mail-sent') } as const;
  const { simulatesMailSystem, ...given } = platform;
  const simulated = simulatesMailSystem && { [SIMULATED_MAIL_SYSTEM]: { target: 'simulated' } as const };
  const targets = { ...targetsOf(env, given.mailServer), ...simulated };
  const { mailLogs, ...others } = common(env);
  const ownLog = given.mailServer ? [join(env.DATA_DIR, 'dovecot', 'dovecot.log')] : [];
  const logs = { ...mailLogs, dovecot: [...ownLog, ...mailLogs.dovecot] };
  return { ...others, ...given, noticeMail, mode: 'demo', targets, mailLogs: logs };
}

function common(env: Environment) {
  checkCertificates(env.NODE_EXTRA_CA_CERTS);
  const campus = campusProfileOf(env);
  return {
    isDevelopment: env.NODE_ENV === 'development',
    host: env.HOST,
    port: env.PORT,
    origins: env.PORTAL_ORIGINS ?? [],
    trustedProxies: env.TRUSTED_PROXIES,
    dataDir: env.DATA_DIR,
    campus,
    noticeFrom: env.NOTICE_FROM ?? campus.contact.mail,
    registeredSenders: env.REGISTERED_SENDERS,
    clockSkewMs: env.CLOCK_SKEW_SECONDS,
    sessionIdleMs: env.SESSION_IDLE_MINUTES,
    sessionAbsoluteMs: env.SESSION_ABSOLUTE_HOURS,
    sessionAddress: env.SESSION_ADDRESS,
    passwordMinLength: env.PASSWORD_MIN_LENGTH,
    breachedPasswordsFile: env.BREACHED_PASSWORDS_FILE,
    countryFile: checkedCountryFile(env.COUNTRY_FILE),
    mailLogs: {
      dovecot: env.MAIL_LOG_DOVECOT ?? [],
      postfix: env.MAIL_LOG_POSTFIX ?? [],
      syslogPort: env.MAIL_LOG_SYSLOG_PORT,
      timeZone: env.MAIL_LOG_TIME_ZONE,
      accessDays: env.ACCESS_LOG_DAYS,
      sendingDays: env.SENDING_LOG_DAYS,
    },
    healthToken: env.HEALTH_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}

function checkCertificates(path: string | undefined): void {
  const fault = path && findCertificateFault(path);
  if (fault) throw new BadConfiguration([`NODE_EXTRA_CA_CERTS: ${path} cannot be used: ${fault}`]);
}

/** The file of countries that ships. Its licence asks for the credit in NOTICE. */
export const SHIPPED_COUNTRY_FILE = projectFile(
  'node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);

function checkedCountryFile(path: string | undefined): string {
  if (!path) return SHIPPED_COUNTRY_FILE;
  try {
    openCountryFile(path);
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadConfiguration([`COUNTRY_FILE: ${path} cannot be used: ${reason}`]);
  }
}

function targetsOf(env: Environment, mailServer: MailServerConfig | null): Config['targets'] {
  const main = { [MAIN_MAIL_SERVER]: { target: 'dovecot-sql', mailServer } as const };
  if (!env.MAIL_TARGETS_FILE) return main;
  try {
    return { ...main, ...readTargetSettings(env.MAIL_TARGETS_FILE, mailServer) };
  } catch (error) {
    throw new BadConfiguration([error instanceof Error ? error.message : String(error)]);
  }
}

/** @throws BadConfiguration when the campus profile cannot be used */
export function campusProfileOf({ CAMPUS_PROFILE }: Environment): CampusProfile {
  try {
    return loadCampusProfile(CAMPUS_PROFILE);
  } catch (error) {
    throw new BadConfiguration([error instanceof Error ? error.message : String(error)]);
  }
}
