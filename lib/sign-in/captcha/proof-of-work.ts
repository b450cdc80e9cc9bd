import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import * as z from 'zod/mini';
import type { CaptchaForm } from '@/db/queries/captchas';
import { derivedKey } from '@/lib/derived-key';
import { MOST_TRIES, type ProofWork } from './most-tries';

export type ProofChallenge = Challenge;

/** The data that a challenge is signed for. */
export interface ProofSubject {
  id: string;
  form: CaptchaForm;
  expiresAt: Date;
}

const ALGORITHM = 'PBKDF2/SHA-256';
/** The browser's Web Crypto runs PBKDF2 natively: on a slow phone it is as fast as the processor allows. */
const ROUNDS = 1_000;
/** A payload is about 700 characters. */
const LONGEST_PAYLOAD = 4_096;

/** Makes a challenge for a browser, signed by the portal and for one captcha only. */
export async function makeProof(secret: string, subject: ProofSubject, work: ProofWork): Promise<ProofChallenge> {
  const most = MOST_TRIES[work];
  return createChallenge({
    algorithm: ALGORITHM,
    cost: ROUNDS,
    counter: randomInt(most / 2, most),
    // Signed as a JSON object with names, never as joined text: characters cannot move from one field to the next
    // (CVE-2025-68113).
    data: { ...signedData(subject), work },
    deriveKey,
    hmacSignatureSecret: signatureSecret(secret),
  });
}

/**
 * Checks that this is the solution of the challenge that was made for this captcha. The captcha's row holds its age and
 * whether it was used.
 *
 * @param payload sent by the browser: base64 of JSON, possibly of any content
 * @returns the amount of work; undefined when it is not a valid proof for this captcha
 */
export async function workProved(
  secret: string,
  subject: ProofSubject,
  payload: string,
): Promise<ProofWork | undefined> {
  const read = readPayload(payload);
  if (!read) return undefined;
  const { algorithm, cost, data } = read.challenge.parameters;
  // Checked before anything is computed: the sender of a payload must not choose the cost.
  if (algorithm !== ALGORITHM || cost !== ROUNDS) return undefined;
  const expected = signedData(subject);
  if (data.captcha !== expected.captcha || data.form !== expected.form || data.expires !== expected.expires) {
    return undefined;
  }
  const { verified } = await verifySolution({
    ...read,
    deriveKey,
    hmacSignatureSecret: signatureSecret(secret),
  });
  return verified ? data.work : undefined;
}

function signedData({ id, form, expiresAt }: ProofSubject) {
  return { captcha: id, form, expires: expiresAt.toISOString() };
}

function signatureSecret(secret: string): string {
  return derivedKey(secret, 'captcha-proof').toString('hex');
}

const hex = (length: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${length}}$`)));

/** Exactly the fields that `makeProof` signs and a browser adds; any other set of names is rejected. */
const payloadSchema = z.strictObject({
  challenge: z.strictObject({
    parameters: z.strictObject({
      algorithm: z.string(),
      cost: z.number(),
      data: z.strictObject({
        captcha: z.string(),
        form: z.string(),
        expires: z.string(),
        work: z.enum(['usual', 'raised']),
      }),
      keyLength: z.literal(32),
      keyPrefix: hex(32),
      nonce: hex(32),
      salt: hex(32),
    }),
    signature: hex(64),
  }),
  solution: z.strictObject({
    counter: z.int().check(z.gte(0), z.lt(MOST_TRIES.raised)),
    derivedKey: hex(64),
    time: z.optional(z.number()),
  }),
});

function readPayload(payload: string): (Payload & z.infer<typeof payloadSchema>) | undefined {
  if (payload.length > LONGEST_PAYLOAD) return undefined;
  try {
    return payloadSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
