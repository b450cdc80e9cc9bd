import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { until } from './until';

/** A parsed mail. */
export interface ReadMail {
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  header(name: string): string | undefined;
  /** The address of its link that performs an action, if it has one. */
  link: string | undefined;
}

export async function readMail(raw: string | Uint8Array): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw);
  const text = mail.text ?? '';
  return {
    to: mail.to?.[0]?.address ?? '',
    from: mail.from?.address ?? '',
    subject: mail.subject ?? '',
    text,
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value,
    link: /^https?:\/\/\S+\/(?:not-me|contact-addresses\/confirm)\/\S+$/m.exec(text)?.[0],
  };
}

/** All mails in a folder, the newest last. */
export async function mailsIn(folder: string): Promise<ReadMail[]> {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => /^[^.].*\.eml$/.test(name));
  } catch {
    // The folder is created with the first mail.
  }
  return Promise.all(names.sort().map((name) => readMail(readFileSync(join(folder, name)))));
}

/** Waits for a mail to this address with this subject, and returns the newest. */
export async function mailTo(folder: string, address: string, subject: string | RegExp): Promise<ReadMail> {
  let found: ReadMail | undefined;
  await until(`a mail "${subject}" to ${address}`, async () => {
    const mails = await mailsIn(folder);
    found = mails.findLast((mail) => mail.to === address && mail.subject.match(subject) !== null);
    return found !== undefined;
  });
  if (!found) throw new Error('the mail that was just there is gone');
  return found;
}

export function linkIn({ link, subject }: ReadMail): string {
  if (!link) throw new Error(`no link in "${subject}"`);
  return link;
}

/** The token at the end of a mail's link. */
export function tokenIn(mail: ReadMail): string {
  return linkIn(mail).split('/').at(-1) ?? '';
}
