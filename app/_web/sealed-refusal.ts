import * as z from 'zod/mini';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import type { Refused } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';
import { requestScope } from './request-scope';

const sealedRefusal = z.object({
  code: z.enum(REFUSAL_CODES),
  detail: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  reference: z.string(),
});

/** Seals a refusal for the query of the redirect to the page that shows it. Only the portal can read or write it. */
export function sealRefusal({ code, detail }: Pick<Refused, 'code' | 'detail'>): string {
  const text = JSON.stringify({ code, detail, reference: requestScope().requestId });
  return seal(theRuntime().config.secret, 'campus-refusal', text);
}

/** @returns undefined for text that the portal did not seal */
export function unsealRefusal(sealed: string): z.infer<typeof sealedRefusal> | undefined {
  const text = unseal(theRuntime().config.secret, 'campus-refusal', sealed);
  return text === undefined ? undefined : sealedRefusal.parse(JSON.parse(text));
}
