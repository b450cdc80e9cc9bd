import { createTranslator } from 'next-intl';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import en from '@/messages/en.json';

const t = createTranslator({ locale: 'en', messages: en, namespace: 'errors' });

/** The sentence that the pages show for the same refusal. */
export function refusalSentence(code: RefusalCode, detail?: RefusalDetail): string {
  return t(code, detail);
}
