import { type Challenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

/** The message of the worker; null without a solution. */
export type Solved = { solution: Solution | null };

self.onmessage = async ({ data: challenge }: MessageEvent<Challenge>) => {
  // Web Crypto is missing on pages without https. The user can still enter the digits.
  const solution = await solveChallenge({ challenge, deriveKey }).catch(() => null);
  self.postMessage({ solution } satisfies Solved);
};
