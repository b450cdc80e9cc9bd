import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFrameworkRoute, isRouteHandler, pathForMailPrograms, takesForms, takesXml } from './framework-routes';

/** Every path of `app` that accepts a form: route handlers with a POST, pages with an action beside them. */
function pathsWithForms(): string[] {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => /(^|\/)(route\.ts|actions\.ts)$/.test(name));
  const taking = sources.filter((name) =>
    /export (const|async function|function) POST\b|^'use server'/m.test(readFileSync(join('app', name), 'utf8')),
  );
  return taking.map(pathOf);
}

/** The path at which the framework serves a file of `app`. */
function pathOf(name: string): string {
  const folders = name.split('/').slice(0, -1);
  return `/${folders
    .filter((one) => !one.startsWith('('))
    .map((one) => (one.startsWith('[') ? 'linxia%40mx.test' : one))
    .join('/')}`;
}

test('a path is known to be served by a page or by a route handler', () => {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
  const pages = files.filter((name) => /(^|\/)page\.tsx$/.test(name)).map(pathOf);
  const handlers = files.filter(
    (name) =>
      /(^|\/)route\.ts$/.test(name) &&
      /export (const|async function|function) GET\b/.test(readFileSync(join('app', name), 'utf8')),
  );
  expect([pages.length > 12, handlers.length > 6]).toEqual([true, true]);
  for (const path of pages) expect(isRouteHandler(path), path).toBe(false);
  for (const path of handlers.map(pathOf)) expect(isRouteHandler(path), path).toBe(true);
});

test('every path of the portal that accepts a form is on the list', () => {
  const paths = pathsWithForms();
  expect(paths.length).toBeGreaterThan(12);
  for (const path of paths) expect(takesForms(path) !== takesXml(path), path).toBe(true);
});

test('the paths for mail programs are known in every letter case, and nothing beside them', () => {
  for (const path of ['/AutoDiscover/AutoDiscover.xml', '/Autodiscover/Autodiscover.xml'])
    expect(pathForMailPrograms(path)).toBe('/autodiscover/autodiscover.xml');
  for (const path of [
    '/',
    '/mail',
    '/mail/config-v1.1.xml/',
    '/mail/%63onfig-v1.1.xml',
    '/autodiscover/autodiscover.json',
  ])
    expect(pathForMailPrograms(path), path).toBeUndefined();
});

test.each([
  '/',
  '/campus',
  '/mailboxes',
  '/%6Cogin',
  '/login/',
  '//login',
  '/LOGIN',
  '/mailboxes/a/b/password',
  '/none',
])('A117 no form is accepted at %s', (path) => expect(takesForms(path)).toBe(false));

test.each([
  '/_next/image',
  '/%5Fnext/image',
  '//_next/image',
  '/\\_next/image',
  '/_next%2Fimage',
  '/_next/data/x/login.json',
  '/_next',
  '/_next/static/../image',
  '/_error',
  '/_not-found',
  '/404',
  '/500',
])('A117 %s is a route of the framework', (path) => expect(isFrameworkRoute(path)).toBe(true));

test('static files of the framework and pages of the portal are no such routes', () => {
  for (const path of ['/_next/static/chunks/a.js', '/', '/login', '/mailboxes/a_b%40mx.test/password', '/404s']) {
    expect(isFrameworkRoute(path), path).toBe(false);
  }
});
