import * as z from 'zod/mini';
import { after, seconds } from '@/lib/clock';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';

/** The result of an act, shown on the page after the redirect. */
const flash = z.union([
  z.object({
    done: z.enum(['session_ended', 'others_ended', 'mail_ended', 'detail_on', 'detail_off']),
    count: z.optional(z.number()),
  }),
  z.object({ done: z.enum(['address_added', 'link_sent', 'address_removed']), address: z.string() }),
  z.object({ done: z.literal('log_mailed'), addresses: z.number() }),
  z.object({
    refused: z.enum(REFUSAL_CODES),
    detail: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
    /** The user's input, to fill the form again. Never a password. */
    typed: z.optional(z.string()),
  }),
]);
export type Flash = z.infer<typeof flash>;

const sealedFlash = z.object({
  sessionId: z.string(),
  notice: flash,
  /** The end of the wait that a refusal asks for, in milliseconds since 1970. A later page load does not show it. */
  until: z.optional(z.number()),
});

/** Seals the flash for the query of the redirect and binds it to this session, so that no link can forge a message. */
export function sealFlash({ session, now }: MemberRequest, shown: Flash): string {
  const wait = 'refused' in shown ? shown.detail?.seconds : undefined;
  const until = typeof wait === 'number' ? after(now, seconds(wait)).getTime() : undefined;
  return seal(theRuntime().config.secret, 'notice', JSON.stringify({ sessionId: session.id, notice: shown, until }));
}

/** @returns undefined for text that the portal did not seal, for another session, and once the wait is over */
export function unsealFlash({ session, now }: MemberRequest, sealed: unknown): Flash | undefined {
  const text = typeof sealed === 'string' ? unseal(theRuntime().config.secret, 'notice', sealed) : undefined;
  if (text === undefined) return undefined;
  const { sessionId, notice, until = Number.POSITIVE_INFINITY } = sealedFlash.parse(JSON.parse(text));
  return sessionId === session.id && now.getTime() < until ? notice : undefined;
}
