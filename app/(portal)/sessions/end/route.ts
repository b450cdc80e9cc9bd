import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { signOutResponse } from '@/app/_web/sign-out-response';
import { endOwnSession } from '@/lib/sign-in/session/end-own-session';

/** Ends one portal session of the member. Ending the current one signs out. */
export const POST = memberForm('/sessions', z.object({ session: z.uuid() }), async (ctx, { session }) => {
  const ended = await endOwnSession(ctx, session);
  if (!ended.ok) return { refused: ended.code, detail: ended.detail };
  return ended.value === 'sessions' ? { done: 'session_ended' } : signOutResponse(ended.value);
});
