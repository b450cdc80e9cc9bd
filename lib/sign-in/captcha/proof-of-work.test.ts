import { randomUUID } from 'node:crypto';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { beforeAll, expect, test } from 'vitest';
import { MOST_TRIES } from './most-tries';
import { makeProof, type ProofChallenge, type ProofSubject, workProved } from './proof-of-work';

const SECRET = 'a secret of this test, of more than 32 characters';
const subject: ProofSubject = { id: randomUUID(), form: 'login', expiresAt: new Date('2026-09-01T08:02:00Z') };

type Solved = { challenge: ProofChallenge; solution: { counter: number; derivedKey: string; time?: number } };
let solved: Solved;

async function solve(challenge: ProofChallenge): Promise<Solved> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('not solved');
  return { challenge, solution };
}

const packed = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString('base64');
const judged = async (payload: unknown, of: ProofSubject = subject): Promise<boolean> =>
  (await workProved(SECRET, of, packed(payload))) !== undefined;

/** The solved payload with one of its signed parameters replaced. */
const withParameters = (parameters: object) => ({
  ...solved,
  challenge: { ...solved.challenge, parameters: { ...solved.challenge.parameters, ...parameters } },
});

beforeAll(async () => {
  solved = await solve(await makeProof(SECRET, subject, 'usual'));
});

test('a browser that has done the work is accepted', async () => {
  expect(await judged(solved)).toBe(true);
});

test('the work is at least half of the maximum, and five times as much when it is raised', async () => {
  expect(solved.solution.counter).toBeGreaterThanOrEqual(MOST_TRIES.usual / 2);
  expect(solved.solution.counter).toBeLessThan(MOST_TRIES.usual);
  expect(MOST_TRIES.raised).toBe(5 * MOST_TRIES.usual);
  const raised = await solve(await makeProof(SECRET, subject, 'raised'));
  expect(raised.solution.counter).toBeGreaterThanOrEqual(MOST_TRIES.raised / 2);
  expect(await workProved(SECRET, subject, packed(raised))).toBe('raised');
  expect(await workProved(SECRET, subject, packed(solved))).toBe('usual');
});

test('A52 work done for another captcha, form or end is refused', async () => {
  const others: ProofSubject[] = [
    { ...subject, id: randomUUID() },
    { ...subject, form: 'contact' as never },
    { ...subject, expiresAt: new Date(subject.expiresAt.getTime() + 1) },
  ];
  for (const other of others) expect(await judged(solved, other)).toBe(false);
});

test('A52 a signed field cannot be shifted into its neighbour, changed, left out or added to', async () => {
  const { parameters } = solved.challenge;
  const data = parameters.data ?? {};
  const [id, expires] = [String(data.captcha), String(data.expires)];
  const attempts = [
    { data: { ...data, expires: '2027-09-01T08:02:00.000Z' } },
    { data: { ...data, captcha: `${id}&expires=2027`, expires } },
    { data: { ...data, captcha: `${id}","expires":"2027-09-01T08:02:00.000Z` } },
    { data: { captcha: id, form: `login","expires":"${expires}` } },
    { data: { ...data, more: 1 } },
    { data: { ...data, work: 'raised' } },
    { data: undefined },
    // A digit moves across the border of two joined fields, as in CVE-2025-68113.
    { salt: parameters.salt.slice(0, -1), nonce: parameters.salt.slice(-1) + parameters.nonce },
    { salt: `${parameters.salt}?expires=9999999999` },
    { salt: parameters.salt + parameters.nonce.slice(0, 2), nonce: parameters.nonce.slice(2) },
    { nonce: parameters.nonce.toUpperCase() },
    { keyPrefix: solved.solution.derivedKey.slice(0, 2) },
    { keyPrefix: '' },
    { keyLength: 16 },
    { cost: 1 },
    { cost: 10_000_000_000 },
    { algorithm: 'SHA-256' },
    { algorithm: 'PBKDF2/SHA-512' },
    { expiresAt: 9_999_999_999 },
    { keySignature: '0'.repeat(64) },
  ];
  for (const attempt of attempts) {
    const forged = withParameters(attempt);
    for (const of of [subject, { ...subject, expiresAt: new Date('2027-09-01T08:02:00Z') }]) {
      expect(await judged(forged, of), JSON.stringify(attempt)).toBe(false);
    }
  }
});

test('A52 an unsigned challenge, or one that another portal signed, is refused', async () => {
  const { signature, ...unsigned } = solved.challenge;
  for (const forged of ['', '0'.repeat(64), signature?.toUpperCase(), signature?.slice(1), null, [signature]]) {
    expect(await judged({ ...solved, challenge: { ...unsigned, signature: forged } })).toBe(false);
  }
  expect(await judged({ ...solved, challenge: unsigned })).toBe(false);
  const elsewhere = await solve(await makeProof(`${SECRET} of another portal`, subject, 'usual'));
  expect(await judged(elsewhere)).toBe(false);
});

test('A52 the work itself is checked: another counter or key, or none, is no solution', async () => {
  const { counter, derivedKey } = solved.solution;
  const forgeries = [
    { counter: counter + 1, derivedKey },
    { counter: counter + 2 ** 32, derivedKey },
    { counter: String(counter), derivedKey },
    { counter: -1, derivedKey },
    { counter: counter + 0.5, derivedKey },
    { counter, derivedKey: solved.challenge.parameters.keyPrefix.padEnd(64, '0') },
    { counter, derivedKey: solved.challenge.parameters.keyPrefix },
    { counter, derivedKey: '' },
    { counter },
    {},
    null,
  ];
  for (const solution of forgeries) expect(await judged({ ...solved, solution }), JSON.stringify(solution)).toBe(false);
});

test('A54 a malformed payload is refused without an exception', async () => {
  const odd = ['', 'null', '{}', '[]', '%', packed(null), packed([]), packed({}), packed('x'), 'A'.repeat(100_000)];
  for (const payload of odd) expect(await workProved(SECRET, subject, payload)).toBeUndefined();
  expect(await judged({ ...solved, verified: true })).toBe(false);
  expect(await judged([solved])).toBe(false);
});
