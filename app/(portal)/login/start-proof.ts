import type { ProofChallenge } from '@/lib/sign-in/captcha/proof-of-work';
import type { WorkMessage } from './solve.worker';

/** Longer work has failed. The slowest phones need about six seconds for the raised work. */
const MAX_WORK_MS = 30_000;

export interface StartedProof {
  /** The proof to send; undefined when the work failed, was stopped, or took too long. */
  readonly proof: Promise<string | undefined>;
  stop(): void;
}

/**
 * Starts the proof of work of a captcha in a worker.
 *
 * @param onProgress called with a number between 0 and 1
 */
export function startProof(challenge: ProofChallenge, onProgress: (share: number) => void): StartedProof {
  let end: (proof?: string) => void = () => {};
  let worker: Worker | undefined;
  const ended = new Promise<string | undefined>((resolve) => {
    end = resolve;
  });
  try {
    worker = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = () => end();
    worker.onmessage = ({ data }: MessageEvent<WorkMessage>) => {
      if ('share' in data) onProgress(data.share);
      else end(data.solution ? btoa(JSON.stringify({ challenge, solution: data.solution })) : undefined);
    };
    worker.postMessage(challenge);
  } catch {
    // A browser without module workers.
    end();
  }
  const timer = setTimeout(() => end(), MAX_WORK_MS);
  const proof = ended.finally(() => {
    clearTimeout(timer);
    worker?.terminate();
  });
  return { proof, stop: () => end() };
}
