import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoogleConfig, MailServerConfig } from '@/lib/config/target-settings';
import type { Directory } from './openldap';

/** The names of the settings, for `portal targets set`. */
export const DIRECTORY_SETTINGS = 'directory';
export const GOOGLE_SETTINGS = 'workspace';

/**
 * Writes a MAIL_TARGETS_FILE as an operator does, with each secret in a separate file beside it.
 *
 * @param mailServer the mail server that authenticates users against the directory
 * @returns the path of the file
 */
export function writeMailTargets(
  folder: string,
  { directory, mailServer, google }: { directory: Directory; mailServer: MailServerConfig; google?: GoogleConfig },
): string {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return name;
  };
  const { url, bindDn, bindPassword, base, decoyDn } = directory.config;
  const { imap, doveadm } = mailServer;
  const targets = {
    [DIRECTORY_SETTINGS]: {
      target: 'ldap',
      url,
      caFile: directory.certificateFile,
      bindDn,
      bindPasswordFile: write('bind-password', bindPassword.reveal()),
      base,
      decoyDn,
      mailServer: {
        imapUrl: `imap://${imap.host}:${imap.port}`,
        doveadmUrls: doveadm.urls,
        doveadmKeyFile: write('doveadm-key', doveadm.key),
      },
    },
    ...(google && {
      [GOOGLE_SETTINGS]: {
        target: 'google',
        credentialsFile: write('google.json', JSON.stringify(serviceAccountOf(google))),
        admin: google.admin,
        apiUrl: google.apiUrl,
      },
    }),
  };
  return join(folder, write('targets.json', JSON.stringify(targets)));
}

/** The key file of a service account, in Google's format. */
const serviceAccountOf = ({ clientEmail, privateKey, tokenUrl }: GoogleConfig) => ({
  type: 'service_account',
  client_email: clientEmail,
  private_key: privateKey.reveal(),
  token_uri: tokenUrl,
});
