import * as z from 'zod/mini';
import { theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';

/** What has come of a link in a notice, for the page that the browser is led to. Nobody need be signed in. */
const outcome = z.union([
  z.object({ kind: z.literal('address_confirmed'), address: z.string() }),
  z.object({ kind: z.literal('not_me'), stopped: z.array(z.string()) }),
]);
export type SealedOutcome = z.infer<typeof outcome>;

/** In the address, but written by the portal alone: nobody can be led to a page that says so. */
export function sealOutcome(come: SealedOutcome): string {
  return seal(theRuntime().config.secret, 'outcome', JSON.stringify(come));
}

export function unsealOutcome(sealed: unknown): SealedOutcome | undefined {
  const text = typeof sealed === 'string' ? unseal(theRuntime().config.secret, 'outcome', sealed) : undefined;
  return text === undefined ? undefined : outcome.parse(JSON.parse(text));
}
