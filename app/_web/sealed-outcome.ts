import * as z from 'zod/mini';
import { theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';

/** The result of a link in a notice, for the page after the redirect. It needs no session. */
const sealedOutcome = z.union([
  z.object({ kind: z.literal('address_confirmed'), address: z.string() }),
  z.object({ kind: z.literal('not_me'), stopped: z.array(z.string()) }),
]);
export type SealedOutcome = z.infer<typeof sealedOutcome>;

/** Seals the outcome for the query of the redirect, so that no link can forge a message. */
export function sealOutcome(outcome: SealedOutcome): string {
  return seal(theRuntime().config.secret, 'outcome', JSON.stringify(outcome));
}

/** @returns undefined for a value that the portal did not seal */
export function unsealOutcome(sealed: unknown): SealedOutcome | undefined {
  const text = typeof sealed === 'string' ? unseal(theRuntime().config.secret, 'outcome', sealed) : undefined;
  return text === undefined ? undefined : sealedOutcome.parse(JSON.parse(text));
}
