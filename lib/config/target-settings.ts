import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { mailAddress } from '@/lib/campus/mail-address';
import { isLoopbackUrl } from '@/lib/client-address/is-loopback';
import { readJsonSync } from '@/lib/input-file/read-json';
import { readTextSync } from '@/lib/input-file/read-text';
import { Secret } from '@/lib/secret';
import { describeFaults } from './describe-faults';
import { didYouMean } from './did-you-mean';
import { findDoveadmFault } from './find-setting-faults';

/** A mail server on which changes take effect and are verified. */
export interface MailServerConfig {
  readonly imap: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly doveadm: { readonly urls: readonly string[]; readonly key: string };
}

/** An LDAP directory that holds accounts and that a mail server authenticates users against. */
export interface DirectoryConfig {
  /** `ldaps://…`; `ldap://…` needs `startTls` or a loopback host. */
  readonly url: string;
  readonly startTls: boolean;
  /** The CA certificates (PEM) that the directory's certificate is checked against; undefined for the system's CAs. */
  readonly ca: string | undefined;
  /** The portal's account: it may read entries, write passwords and locks, and nothing else. */
  readonly bindDn: string;
  readonly bindPassword: Secret;
  /** The search base: each mailbox's entry is found below it by its `mail` attribute. */
  readonly base: string;
  /** A decoy entry. Sign-ins that are refused beforehand are tried against it, so they take as long as others. */
  readonly decoyDn: string;
}

/** A Google Workspace whose Directory API the portal uses through a service account. */
export interface GoogleConfig {
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly clientEmail: string;
  /** PEM (PKCS #8). */
  readonly privateKey: Secret;
  /** The administrator whose rights the service account assumes. */
  readonly admin: string;
}

/** The connection settings of one mail system. The table `mail_targets` says which domains it serves. */
export type TargetSettings =
  | { readonly target: 'dovecot-sql'; readonly mailServer: MailServerConfig | null }
  | { readonly target: 'ldap'; readonly directory: DirectoryConfig; readonly mailServer: MailServerConfig | null }
  | { readonly target: 'google'; readonly google: GoogleConfig }
  /** The demo's simulated mail system. A settings file cannot name it. */
  | { readonly target: 'simulated' };

/** The target key of the mail server that IMAP_URL, DOVEADM_URLS and DOVEADM_KEY describe. */
export const MAIN_MAIL_SERVER = 'dovecot';
/** The target key of the mail system that a demo without a mail server simulates. */
export const SIMULATED_MAIL_SYSTEM = 'simulated-mail-system';

const TARGETS = ['dovecot-sql', 'ldap', 'google'];

/** @param input the settings of one mail system @returns a message if their `target` is unknown */
function nameTarget(input: unknown): string | undefined {
  const { target } = (input ?? {}) as { target?: unknown };
  if (typeof input !== 'object' || TARGETS.includes(String(target))) return undefined;
  return `target is one of ${TARGETS.join(', ')}.${didYouMean(String(target ?? ''), TARGETS)}`;
}

function refuseClearText(url: string, context: z.RefinementCtx): void {
  const fault = URL.canParse(url) ? findDoveadmFault(url) : undefined;
  if (fault) context.addIssue({ code: 'custom', message: fault });
}

const imapUrl = z.url({ protocol: /^imaps?$/, error: 'imap://host:143 or imaps://host:993' });
const mailServer = z.strictObject({
  imapUrl,
  doveadmUrls: z.array(z.url({ protocol: /^https?$/ }).superRefine(refuseClearText)).min(1),
  doveadmKeyFile: z.string().min(1),
});
const isSecure = (text: string) => URL.canParse(text) && (new URL(text).protocol === 'https:' || isLoopbackUrl(text));
/** Tokens and hashes are sent to these URLs. */
const secureUrl = z.url({ protocol: /^https?$/ }).refine(isSecure, 'https, or http to this very machine');
const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of small letters, digits and -');

const settingsFile = z.record(
  name,
  z.discriminatedUnion(
    'target',
    [
      z.strictObject({ target: z.literal('dovecot-sql'), mailServer }),
      z
        .strictObject({
          target: z.literal('ldap'),
          url: z.url({ protocol: /^ldaps?$/, error: 'ldaps://host or ldap://host' }),
          startTls: z.boolean().default(false),
          caFile: z.string().min(1).optional(),
          bindDn: z.string().min(3),
          bindPasswordFile: z.string().min(1),
          base: z.string().min(3),
          decoyDn: z.string().min(3),
          mailServer: mailServer.optional(),
        })
        .refine(
          ({ url, startTls }) => startTls || url.startsWith('ldaps:') || !URL.canParse(url) || isLoopbackUrl(url),
          {
            path: ['url'],
            error: 'passwords would cross the network in clear text; use ldaps, or set startTls',
          },
        ),
      z.strictObject({
        target: z.literal('google'),
        credentialsFile: z.string().min(1),
        admin: mailAddress,
        apiUrl: secureUrl.default('https://admin.googleapis.com'),
      }),
    ],
    { error: (issue) => nameTarget(issue.input) },
  ),
);

/** The key file that Google issues for a service account. It holds more keys than are needed here. */
const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  token_uri: secureUrl,
});

/** Parses an IMAP URL. The default port is 143 for `imap://host` and 993 for `imaps://host`. */
export function imapOf(url: string): MailServerConfig['imap'] {
  const { protocol, hostname, port } = new URL(url);
  const tls = protocol === 'imaps:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (tls ? 993 : 143), tls };
}

/**
 * Reads the settings of mail systems by target key, with the secrets from their separate files. Paths in the settings
 * file are relative to it.
 *
 * @param main the mail server of the environment's settings, for a directory that names none of its own
 * @throws Error with a sentence that names the file and the fault, and no secret
 */
export function readTargetSettings(path: string, main: MailServerConfig | null): Record<string, TargetSettings> {
  const parsed = settingsFile.safeParse(jsonIn(path));
  if (!parsed.success) {
    const faults = describeFaults(parsed.error, settingsFile);
    throw new Error(`MAIL_TARGETS_FILE ${path}: ${faults.join('; ')}`);
  }
  if (parsed.data[MAIN_MAIL_SERVER]) {
    throw new Error(`MAIL_TARGETS_FILE ${path}: ${MAIN_MAIL_SERVER} is the name of the mail server of IMAP_URL`);
  }

  const textOf = (file: string) => textIn(resolve(dirname(path), file)).trim();
  const secretOf = (file: string, least: number) => {
    const secret = textOf(file);
    // An empty bind password would be an unauthenticated bind, which many directories accept (RFC 4513 §5.1.2).
    if (secret.length < least)
      throw new Error(`MAIL_TARGETS_FILE ${path}: ${file} holds fewer than ${least} characters`);
    return secret;
  };
  const mailServerOf = (given: z.infer<typeof mailServer>): MailServerConfig => ({
    imap: imapOf(given.imapUrl),
    doveadm: { urls: given.doveadmUrls, key: secretOf(given.doveadmKeyFile, 16) },
  });

  const settings: Record<string, TargetSettings> = {};
  for (const [named, given] of Object.entries(parsed.data)) {
    switch (given.target) {
      case 'dovecot-sql':
        settings[named] = { target: given.target, mailServer: mailServerOf(given.mailServer) };
        break;
      case 'ldap':
        settings[named] = {
          target: given.target,
          directory: {
            url: given.url,
            startTls: given.startTls,
            ca: given.caFile && textOf(given.caFile),
            bindDn: given.bindDn,
            bindPassword: new Secret(secretOf(given.bindPasswordFile, 1)),
            base: given.base,
            decoyDn: given.decoyDn,
          },
          mailServer: given.mailServer ? mailServerOf(given.mailServer) : main,
        };
        break;
      case 'google': {
        const file = resolve(dirname(path), given.credentialsFile);
        const account = serviceAccount.safeParse(jsonIn(file));
        if (!account.success) throw new Error(`${named}: ${file} is not the key file of a Google service account`);
        settings[named] = {
          target: given.target,
          google: {
            apiUrl: given.apiUrl,
            tokenUrl: account.data.token_uri,
            clientEmail: account.data.client_email,
            privateKey: new Secret(account.data.private_key),
            admin: given.admin,
          },
        };
      }
    }
  }
  return settings;
}

function textIn(path: string): string {
  return reading(path, readTextSync);
}

function jsonIn(path: string): unknown {
  return reading(path, readJsonSync);
}

/** @throws Error whose message names the file and quotes at most one character of it */
function reading<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    throw new Error(`${path} cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}
