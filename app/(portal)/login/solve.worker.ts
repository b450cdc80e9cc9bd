import { type Challenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

export type Solved = { solution: Solution | null };

self.onmessage = async ({ data: challenge }: MessageEvent<Challenge>) => {
  // Where a page has no cryptography (no https), there is no solution; the digits are left.
  const solution = await solveChallenge({ challenge, deriveKey }).catch(() => null);
  self.postMessage({ solution } satisfies Solved);
};
