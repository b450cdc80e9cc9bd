import * as z from 'zod/mini';
import { after, seconds } from '@/lib/clock';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { seal, unseal } from '@/lib/sealed-box';

/** What an act has come to, for the page that the browser is led to. */
const notice = z.union([
  z.object({ done: z.enum(['session_ended', 'others_ended', 'mail_ended']), count: z.optional(z.number()) }),
  z.object({ done: z.enum(['address_added', 'link_sent', 'address_removed']), address: z.string() }),
  z.object({
    refused: z.enum(REFUSAL_CODES),
    detail: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
    /** What was typed, to be typed no second time. Never a password. */
    typed: z.optional(z.string()),
  }),
]);
export type Flash = z.infer<typeof notice>;

const sealedFlash = z.object({
  sessionId: z.string(),
  notice,
  /** Until when a refusal asks to wait, in milliseconds since 1970: it is told no longer, however often the page is loaded. */
  until: z.optional(z.number()),
});

/** In the address, but written by the portal alone and for this session: nobody can be sent a page that says so. */
export function sealFlash({ session, now }: MemberRequest, told: Flash): string {
  const wait = 'refused' in told ? told.detail?.seconds : undefined;
  const until = typeof wait === 'number' ? after(now, seconds(wait)).getTime() : undefined;
  return seal(theRuntime().config.secret, 'notice', JSON.stringify({ sessionId: session.id, notice: told, until }));
}

export function unsealFlash({ session, now }: MemberRequest, sealed: unknown): Flash | undefined {
  const text = typeof sealed === 'string' ? unseal(theRuntime().config.secret, 'notice', sealed) : undefined;
  if (text === undefined) return undefined;
  const { sessionId, notice: told, until = Number.POSITIVE_INFINITY } = sealedFlash.parse(JSON.parse(text));
  return sessionId === session.id && now.getTime() < until ? told : undefined;
}
