import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const SUFFIX = '.br';
const TYPES: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
};

/** Brotli among the encodings that a browser accepts, and not with a weight of zero (RFC 9110 §12.5.3). */
const ACCEPTS_BROTLI = /(^|,)\s*br\s*(;\s*q=(1(\.0*)?|0\.\d*[1-9]\d*)\s*)?(,|$)/i;

interface CompressedFile {
  readonly type: string;
  readonly content: Buffer;
}

/** The compressed static files by their path in a URL, not percent-encoded. */
export type CompressedFiles = ReadonlyMap<string, CompressedFile>;

/**
 * Reads the Brotli copies that the build wrote (tools/compress-files.mjs), a little more than a megabyte.
 *
 * @param folder `.next/static`; without it there are no files
 */
export function readCompressedFiles(folder: string): CompressedFiles {
  const files = new Map<string, CompressedFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith(SUFFIX)) continue;
    const plain = name.slice(0, -SUFFIX.length);
    const type = TYPES[extname(plain)];
    if (type) files.set(`/_next/static/${plain}`, { type, content: readFileSync(join(folder, name)) });
  }
  return files;
}

/**
 * Sends a static file from its compressed copy. A file has a hash of its content in its name, so it may be cached for
 * good.
 *
 * @returns whether it was sent; otherwise the framework answers
 */
export function sendCompressed(files: CompressedFiles, request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = '', headers } = request;
  if ((method !== 'GET' && method !== 'HEAD') || headers.range !== undefined) return false;
  // The request gate has refused a path that cannot be decoded.
  const file = files.get(decodeURIComponent(url.split('?', 1)[0] ?? ''));
  if (!file || !ACCEPTS_BROTLI.test(headers['accept-encoding'] ?? '')) return false;
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Encoding': 'br',
    'Content-Length': file.content.length,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
  });
  response.end(method === 'HEAD' ? undefined : file.content);
  return true;
}
