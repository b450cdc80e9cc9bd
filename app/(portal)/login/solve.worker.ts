import { type Challenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { MOST_TRIES } from '@/lib/sign-in/captcha/most-tries';

/** A message of the worker: how much is done, between 0 and 1, or the end; null without a solution. */
export type WorkMessage = { share: number } | { solution: Solution | null };

/** The number of messages about the progress, at most. */
const STEPS = 20;

const send = (message: WorkMessage): void => self.postMessage(message);

self.onmessage = async ({ data: challenge }: MessageEvent<Challenge>) => {
  const most = MOST_TRIES[challenge.parameters.data?.work === 'raised' ? 'raised' : 'usual'];
  let tries = 0;
  const deriveAndCount: typeof deriveKey = (...parameters) => {
    tries += 1;
    if (tries % Math.ceil(most / STEPS) === 0) send({ share: tries / most });
    return deriveKey(...parameters);
  };
  // Web Crypto is missing on pages without https. The user can still enter the digits.
  send({ solution: await solveChallenge({ challenge, deriveKey: deriveAndCount }).catch(() => null) });
};
