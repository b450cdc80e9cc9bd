import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLines } from './processes';

/** Every dress in which something could have kept a text. */
export function dressesOf(text: string): Buffer[] {
  const dresses = [
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
  return dresses.map((dress) => Buffer.from(dress));
}

/** Whether a text is in there, in any of its dresses. */
export const holds = (content: Buffer | string, text: string): boolean =>
  dressesOf(text).some((dress) => (typeof content === 'string' ? Buffer.from(content) : content).includes(dress));

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** Of a file that its server may take away meanwhile. */
export function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/**
 * Looks at the arguments of every process of this machine, again and again.
 *
 * @param everyMs each look takes some milliseconds in which nothing else is done
 * @returns how to end that, and what was seen
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
