import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLines } from './processes';

/** The encodings of a text in which a file or a process could contain it. */
export function encodingsOf(text: string): Buffer[] {
  const encodings = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('hex'),
    ...[0, 1, 2].map((offset) =>
      Buffer.from('\0'.repeat(offset) + text)
        .toString('base64')
        .slice(4, -4),
    ),
    text.split(' ')[0] ?? text,
  ];
  return encodings.map((encoding) => Buffer.from(encoding));
}

/** Whether the content contains the text in any of these encodings. */
export const holds = (content: Buffer | string, text: string): boolean =>
  encodingsOf(text).some((encoding) =>
    (typeof content === 'string' ? Buffer.from(content) : content).includes(encoding),
  );

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** The content of a file, or nothing if its server has removed it meanwhile. */
export function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/**
 * Polls the arguments of every process of this machine.
 *
 * @param everyMs interval between polls, in ms; each poll blocks for some milliseconds
 * @returns a function that stops the polling and returns the arguments seen
 */
export function watchArguments(everyMs: number): () => string {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const line of commandLines().values()) seen.add(line);
  }, everyMs);
  return () => {
    clearInterval(timer);
    return [...seen].join('\n');
  };
}
