import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';

/** More came than could be let in: when to come again, and how many are before them. */
export interface ComeAgain {
  code: Extract<RefusalCode, 'service.full'>;
  detail: RefusalDetail & { seconds: number; ahead: number };
}

export function comeAgain({ ahead, comeAgainInMs }: { ahead: number; comeAgainInMs: number }): ComeAgain {
  return { code: 'service.full', detail: { seconds: Math.ceil(comeAgainInMs / 1_000), ahead } };
}

/** The same for a script that has sent a form: the framework hands nothing on but a plain text, as the message of an error. */
export function writeComeAgain({ code, detail: { seconds, ahead } }: ComeAgain): string {
  return `${code} ${seconds} ${ahead}`;
}

/** @returns undefined for any other text */
export function readComeAgain(text: string): ComeAgain | undefined {
  const [, seconds, ahead] = /^service\.full (\d{1,5}) (\d{1,5})$/.exec(text) ?? [];
  if (seconds === undefined || ahead === undefined) return undefined;
  return { code: 'service.full', detail: { seconds: Number(seconds), ahead: Number(ahead) } };
}
