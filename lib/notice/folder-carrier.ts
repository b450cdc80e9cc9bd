import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { asMessage, type MailCarrier } from './mail';
import { MailFailed } from './mail-failed';

/**
 * Writes each mail into a folder as a file (`….eml`, RFC 5322) instead of sending it. A demo uses it, since its mailboxes
 * have the names of a real campus. Only the owner can read the files, since they contain links.
 */
export function openFolderCarrier(folder: string): MailCarrier {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail) {
      try {
        const { message } = await transport.sendMail(asMessage(mail));
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const name = `${mail.date.toISOString().replace(/\D/g, '').slice(0, 14)}-${shortNameOf(mail.messageId)}.eml`;
        // The rename is atomic: a reader of the folder never sees half a mail.
        await writeFile(join(folder, `.${name}`), message as Buffer, { mode: 0o600 });
        await rename(join(folder, `.${name}`), join(folder, name));
      } catch (error) {
        throw new MailFailed('folder_not_writable', { cause: error });
      }
    },
    close: () => transport.close(),
  };
}

/** A mail that is sent again gets the same file name. */
const shortNameOf = (messageId: string): string => createHash('sha256').update(messageId).digest('hex').slice(0, 12);
