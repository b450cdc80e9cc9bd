import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { parseCidr } from '@/lib/client-address/client-address';
import type { Config } from '@/lib/config/config';
import { judgeRequest } from './request-gate';

const HOST = 'portal.test';
const config = {
  origins: [`http://${HOST}`],
  trustedProxies: [parseCidr('10.0.0.0/8')],
  campus: { mailSystems: [{ domain: 'mx.test' }] },
} as unknown as Config;

function judged(url: string, headers: Record<string, string> = {}, method = 'GET', remoteAddress = '192.0.2.1') {
  const request = { url, method, headers: { host: HOST, ...headers }, socket: { remoteAddress } };
  return judgeRequest(request as unknown as IncomingMessage, config);
}

test('A107 only a document sets a cookie', () => {
  for (const dest of [undefined, 'document'])
    expect(judged('/login?lang=en', dest ? { 'sec-fetch-dest': dest } : {}).isPageLoad).toBe(true);
  for (const dest of ['audio', 'video', 'image', 'empty', 'iframe', 'script'])
    expect(judged('/login?lang=en', { 'sec-fetch-dest': dest }).isPageLoad, dest).toBe(false);
  for (const name of ['next-action', 'rsc', 'next-router-prefetch'])
    expect(judged('/login', { [name]: '1' }).isPageLoad, name).toBe(false);
  for (const method of ['HEAD', 'POST']) expect(judged('/login', {}, method).isPageLoad, method).toBe(false);
  for (const path of ['/captcha/1/voice?lang=en', '/captcha/1/picture', '/mailboxes/a/password/changes/1/events'])
    expect(judged(path).isPageLoad, path).toBe(false);
});

test('A35 a target that a browser would read as another server is no path, and its refusal can be shown', () => {
  for (const url of ['//', '//?lang=en', '//?lang=en&lang=en', '/\\?a=1&a=2', '//evil.example/', '/\t/x', '*'])
    expect(judged(url), url).toMatchObject({ url: '/', refusal: { code: 'request.malformed' } });
  expect(judged('//', { host: 'evil.example' })).toMatchObject({ url: '/', refusal: { code: 'request.wrong_host' } });
  expect(judged('http://portal.test//')).toMatchObject({ url: '/', refusal: { code: 'request.malformed' } });
  expect(judged('/a//b').refusal).toBeUndefined();
});

test('A110 a parameter that stands for an array is refused; an unknown one is not', () => {
  for (const name of ['lang[]', 'lang[0]', 'lang%5B%5D', 'x]', '[lang'])
    expect(judged(`/?${name}=en`).refusal?.code, name).toBe('request.malformed');
  expect(judged('/?role=admin&lang=en').refusal).toBeUndefined();
});

test('A28 the host of a mail domain is asked for settings, and for nothing else', () => {
  const at = (host: string, url: string, method = 'GET') => judged(url, { host }, method).refusal?.code;
  const paths = [
    '/.well-known/autoconfig/mail/config-v1.1.xml',
    '/mail/config-v1.1.xml?emailaddress=linxia%40mx.test',
    '/autodiscover/autodiscover.xml',
    '/Autodiscover/Autodiscover.xml',
  ];
  for (const path of paths) {
    for (const host of [HOST, 'mx.test', 'MX.test:443', 'autoconfig.mx.test', 'autodiscover.mx.test'])
      expect(at(host, path), `${host} ${path}`).toBeUndefined();
    for (const host of [
      'evil.example',
      'x.mx.test',
      'autoconfig.mx.test.evil.example',
      'autoconfig.autoconfig.mx.test',
      '',
    ])
      expect(at(host, path), `${host} ${path}`).toBe('request.wrong_host');
  }
  for (const path of ['/', '/login', '/mail-settings', '/mail/other.xml', '/healthz/x'])
    expect(at('autoconfig.mx.test', path), path).toBe('request.wrong_host');
});

test('Outlook posts a document, from no page and to no other path; an action of the framework is none', () => {
  const post = (url: string, headers: Record<string, string> = {}) => judged(url, headers, 'POST').refusal?.code;
  const xml = { 'content-type': 'text/xml', origin: 'null' };
  expect(post('/autodiscover/autodiscover.xml', xml)).toBeUndefined();
  expect(judged('/AutoDiscover/AutoDiscover.xml', xml, 'POST').url).toBe('/autodiscover/autodiscover.xml');
  expect(post('/autodiscover/autodiscover.xml', { ...xml, 'next-action': 'x' })).toBe('request.malformed');
  expect(post('/autodiscover/autodiscover.xml', { ...xml, 'content-length': '16385' })).toBe('request.too_large');
  expect(post('/mail/config-v1.1.xml')).toBe('request.malformed');
  expect(post('/mail-settings')).toBe('request.malformed');
});

test('only a trusted proxy passes a request on', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  expect(judged('/', forwarded, 'GET', '10.0.0.1')).toMatchObject({ isProxied: true, clientAddress: '203.0.113.9' });
  expect(judged('/', forwarded, 'GET', '192.0.2.1')).toMatchObject({ isProxied: false, clientAddress: '192.0.2.1' });
  expect(judged('/', {}, 'GET', '10.0.0.1').isProxied).toBe(false);
});

test('a language in the query counts before the one in the cookie, and neither may be another text', () => {
  const cookie = 'other=1; portal_language=zh_TW';
  expect(judged('/?lang=en', { cookie }).language).toBe('en');
  expect(judged('/', { cookie }).language).toBe('zh_TW');
  expect(judged('/?lang=de', { cookie }).language).toBe('zh_TW');
  expect(judged('/?lang=../en', { cookie: 'portal_language=../en' }).language).toBeUndefined();
});
