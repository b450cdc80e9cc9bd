import { type DecodedText, decodeText, notUtf8 } from './decode-text';
import { readBytes, readBytesSync } from './read-bytes';

/** Reads the text of a file, a pipe or standard input once. @throws InputFault */
export const readText = async (path: string): Promise<string> => wholeText(decodeText(await readBytes(path)));

/** The synchronous variant for the start of a program. @throws InputFault */
export const readTextSync = (path: string): string => wholeText(decodeText(readBytesSync(path)));

function wholeText({ text, notUtf8: damaged, seemsToBe }: DecodedText): string {
  for (const [line, found] of damaged) throw notUtf8(line, { found, encoding: seemsToBe });
  return text;
}
