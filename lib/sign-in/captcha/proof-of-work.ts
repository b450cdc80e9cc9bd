import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import * as z from 'zod/mini';
import type { CaptchaForm } from '@/db/queries/captchas';
import { derivedKey } from '@/lib/derived-key';

export type ProofChallenge = Challenge;
export type ProofWork = 'usual' | 'raised';

/** What a challenge is signed for. */
export interface ProofSubject {
  id: string;
  form: CaptchaForm;
  expiresAt: Date;
}

const ALGORITHM = 'PBKDF2/SHA-256';
/** PBKDF2 runs inside the browser's own cryptography: as fast on a slow phone as its processor, whatever its JavaScript. */
const ROUNDS = 1_000;
/**
 * How many keys are derived at most; the answer lies in the upper half, so that nobody is lucky and nobody waits for
 * long. The usual work is about a second on a slow phone, which derives 250 to 400 a second.
 */
export const MOST_TRIES: Record<ProofWork, number> = { usual: 320, raised: 1_600 };
/** A payload is about 700 characters. */
const LONGEST_PAYLOAD = 4_096;

/** Makes a piece of work for a browser, signed as ours and for one captcha alone. */
export async function makeProof(secret: string, subject: ProofSubject, work: ProofWork): Promise<ProofChallenge> {
  const most = MOST_TRIES[work];
  return createChallenge({
    algorithm: ALGORITHM,
    cost: ROUNDS,
    counter: randomInt(most / 2, most),
    // Signed as a JSON object with names, never as joined text: no field can flow into its neighbour (CVE-2025-68113).
    data: { ...signedData(subject), work },
    deriveKey,
    hmacSignatureSecret: signatureSecret(secret),
  });
}

/**
 * Whether this is the solution of the very challenge that was made for this captcha. When it was made and whether it was
 * used before is the captcha's row to say.
 *
 * @param payload what the browser sent: base64 of JSON, of any content whatever
 * @returns how much work it was; undefined when it is no proof of ours for this captcha
 */
export async function workProved(
  secret: string,
  subject: ProofSubject,
  payload: string,
): Promise<ProofWork | undefined> {
  const read = readPayload(payload);
  if (!read) return undefined;
  const { algorithm, cost, data } = read.challenge.parameters;
  // Before anything is computed: who sends a payload does not choose how much.
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

/** Exactly what `makeProof` signs and a browser adds; a name more or less is no payload of ours. */
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
