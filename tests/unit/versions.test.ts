import { expect, test } from 'vitest';
import manifest from '@/package.json';
import lock from '@/package-lock.json';

/**
 * Known vulnerable ranges of Next.js, each with its CVE. `until` is the last vulnerable release of the minor version.
 */
const KNOWN_BAD_NEXT: { since: string; until: string; why: string }[] = [
  { since: '11.1.4', until: '15.2.2', why: 'CVE-2025-29927, middleware passed over by a header' },
  { since: '15.0.0', until: '15.0.6', why: 'CVE-2025-55182 and followers, code run by a crafted Flight payload' },
  { since: '15.1.0', until: '15.1.10', why: 'CVE-2025-55182 and followers' },
  { since: '15.2.0', until: '15.2.7', why: 'CVE-2025-55182 and followers' },
  { since: '15.3.0', until: '15.3.7', why: 'CVE-2025-55182 and followers' },
  { since: '15.4.0', until: '15.4.9', why: 'CVE-2025-55182 and followers' },
  { since: '15.5.0', until: '15.5.8', why: 'CVE-2025-55182 and followers' },
  { since: '16.0.0', until: '16.0.9', why: 'CVE-2025-55182 and followers' },
];
const KNOWN_BAD_REACT: typeof KNOWN_BAD_NEXT = [
  { since: '19.0.0', until: '19.0.3', why: 'CVE-2025-55182 and followers' },
  { since: '19.1.0', until: '19.1.4', why: 'CVE-2025-55182 and followers' },
  { since: '19.2.0', until: '19.2.3', why: 'CVE-2025-55182 and followers' },
];

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

function numbers(version: string): number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number);
}

function isAtMost(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((n, place) => n !== right[place]);
  return at === -1 || (left[at] ?? 0) < (right[at] ?? 0);
}

const faultOf = (version: string, known: typeof KNOWN_BAD_NEXT) =>
  known.find(({ since, until }) => isAtMost(since, version) && isAtMost(version, until))?.why;

const installed = (name: string): string =>
  (lock.packages as Record<string, { version?: string }>)[`node_modules/${name}`]?.version ?? 'none';

test.each(['next', 'react', 'react-dom', 'next-auth', 'jose', '@node-rs/argon2'] as const)(
  'A32 %s is pinned to one version, and that version is installed',
  (name) => {
    expect(manifest.dependencies[name]).toMatch(EXACT);
    expect(installed(name)).toBe(manifest.dependencies[name]);
  },
);

test('A32 every dependency is pinned to one version', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version, name).toMatch(EXACT);
  }
});

test('A32 no release with a known vulnerability is installed', () => {
  expect(faultOf(installed('next'), KNOWN_BAD_NEXT)).toBeUndefined();
  for (const name of ['react', 'react-dom']) expect(faultOf(installed(name), KNOWN_BAD_REACT)).toBeUndefined();
});

test('A32 a release with a known vulnerability is recognised', () => {
  expect(faultOf('15.5.6', KNOWN_BAD_NEXT)).toContain('CVE-2025-55182');
  expect(faultOf('16.0.6', KNOWN_BAD_NEXT)).toContain('CVE-2025-55182');
  expect(faultOf('14.2.24', KNOWN_BAD_NEXT)).toContain('CVE-2025-29927');
  expect(faultOf('16.0.10', KNOWN_BAD_NEXT)).toBeUndefined();
});
