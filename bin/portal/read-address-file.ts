import { readFileSync } from 'node:fs';
import { CommandRefusal, whyOf } from './frame';

export interface NamedMailbox {
  /** In lower case. */
  address: string;
  /** Of the file; null when it was named by itself. */
  line: number | null;
}

/** Reads addresses, one a line; what follows # is a remark. Whether there is such a mailbox is not looked at. */
export function readAddressFile(file: string): NamedMailbox[] {
  const refuse = (why: string) => new CommandRefusal('file.unreadable', `${file} cannot be used: ${why}.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw refuse(whyOf(error));
  }
  return text
    .split(/\r\n|\r|\n/)
    .map((line, at) => ({ address: (line.split('#')[0] ?? '').trim().toLowerCase(), line: at + 1 }))
    .filter(({ address }) => address !== '');
}
