import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { compressFiles } from '@/tools/compress-files.mjs';
import { readCompressedFiles, sendCompressed } from './compressed-files';

const SCRIPT = `// ${'a sentence that repeats '.repeat(50)}`;
const PATH = '/_next/static/chunks/app/%5Baddress%5D/page-0a.js';

/** A server with one compressed file. 404 stands for "the framework answers". */
async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'static-'));
  mkdirSync(join(folder, 'chunks/app/[address]'), { recursive: true });
  writeFileSync(join(folder, 'chunks/app/[address]/page-0a.js'), SCRIPT);
  compressFiles(folder);
  const files = readCompressedFiles(folder);
  const server = createServer((request, response) => {
    if (!sendCompressed(files, request, response)) response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return (path: string, headers: IncomingHttpHeaders, method = 'GET') =>
    new Promise<{ status?: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ host: '127.0.0.1', port, path, headers, method, agent: false }, async (response) =>
        resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) }),
      )
        .once('error', reject)
        .end();
    });
}

test('a browser that accepts Brotli gets the compressed copy of a static file, to keep', async () => {
  const get = await serve();
  const { status, headers, body } = await get(PATH, { 'accept-encoding': 'gzip, deflate, br, zstd' });
  expect(status).toBe(200);
  expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
  expect(headers).toMatchObject({
    'content-type': 'application/javascript; charset=UTF-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  });
  expect((await get(PATH, { 'accept-encoding': 'br' }, 'HEAD')).body.length).toBe(0);
});

test.each([
  ['no Brotli', PATH, { 'accept-encoding': 'gzip' }],
  ['no encoding', PATH, {}],
  ['Brotli refused by a weight of zero', PATH, { 'accept-encoding': 'gzip, br;q=0' }],
  ['a part of the file', PATH, { 'accept-encoding': 'br', range: 'bytes=0-9' }],
  ['a file that is not there', '/_next/static/chunks/none.js', { 'accept-encoding': 'br' }],
  ['a path out of the folder', '/_next/static/../page-0a.js', { 'accept-encoding': 'br' }],
  ['a compressed copy by its own name', `${PATH}.br`, { 'accept-encoding': 'br' }],
])('the framework answers a request for %s', async (_what, path, headers) => {
  expect((await (await serve())(path, headers)).status).toBe(404);
});
