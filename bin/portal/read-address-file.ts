import { entriesOf } from '@/lib/input-file/entries-of';
import { readText } from '@/lib/input-file/read-text';
import { CommandRefusal, whyOf } from './frame';

export interface NamedMailbox {
  /** In lower case. */
  address: string;
  /** Line in the file; null for an address of the command line. */
  line: number | null;
}

/**
 * Reads addresses, one a line. `#` begins a comment, and trailing commas, as of a spreadsheet's empty cells, are ignored.
 * The mailboxes need not exist.
 *
 * @throws CommandRefusal when the file cannot be read
 */
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
