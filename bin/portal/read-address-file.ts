import { entriesOf } from '@/lib/input-file/entries-of';
import { readText } from '@/lib/input-file/read-text';
import { CommandRefusal, whyOf } from './frame';

export interface NamedMailbox {
  /** In lower case. */
  address: string;
  /** Of the file; null when it was named by itself. */
  line: number | null;
}

/** Reads addresses, one a line; what follows # is a remark, and the commas of a spreadsheet's empty cells do not count. Whether there is such a mailbox is not looked at. */
export async function readAddressFile(file: string): Promise<NamedMailbox[]> {
  const text = await readText(file).catch((error: unknown) => {
    throw new CommandRefusal('file.unreadable', `${file} cannot be used: ${whyOf(error)}.`);
  });
  return entriesOf(text)
    .map(({ line, text: entry }) => ({
      address: (entry.split('#')[0] ?? '')
        .replace(/[\s,]+$/, '')
        .trim()
        .toLowerCase(),
      line,
    }))
    .filter(({ address }) => address !== '');
}
