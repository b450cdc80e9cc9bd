import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { Config } from '@/lib/config/config';
import { setPageHeaders } from './page-headers';

const config = {
  mode: 'demo',
  isDevelopment: false,
  origins: ['https://portal.test'],
  campus: {},
} as unknown as Config;

function headersOf(url: string, sent: Record<string, string> = {}, host = 'portal.test') {
  const request = { url, headers: { ...sent } } as unknown as IncomingMessage;
  const headers: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value) };
  setPageHeaders(request, response as unknown as ServerResponse, { nonce: 'bm9uY2U=', host }, config);
  return { headers, passedOn: request.headers };
}

test('A33 every page has its policy, and the framework takes the nonce of the policy, never that of a client', () => {
  const { headers, passedOn } = headersOf('/login?lang=en', { 'content-security-policy': "script-src 'nonce-mine'" });
  expect(headers['content-security-policy']).toContain("'nonce-bm9uY2U='");
  expect(passedOn['content-security-policy']).toBe(headers['content-security-policy']);
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=31536000',
  });
});

test('https is forced on the hosts of the portal alone', () => {
  const { headers } = headersOf('/mail/config-v1.1.xml', {}, 'autoconfig.mx.test');
  expect(headers['strict-transport-security']).toBeUndefined();
});

test('only the public keys may be cached, and an event stream must not be compressed', () => {
  expect(headersOf('/.well-known/portal-keys.json').headers['cache-control']).toBeUndefined();
  expect(headersOf('/mailboxes/a/password/changes/1/events').headers['cache-control']).toBe('no-store, no-transform');
});

test('files keep the headers of the framework', () => {
  for (const url of ['/_next/static/chunks/a.js', '/favicon.ico', '/mark.svg?v=1'])
    expect(headersOf(url).headers, url).toEqual({});
  expect(headersOf('/mark.svg/x').headers['cache-control']).toBe('no-store');
});
