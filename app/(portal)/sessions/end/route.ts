import * as z from 'zod/mini';
import { farewell } from '@/app/_web/farewell';
import { memberForm } from '@/app/_web/member-form';
import { endOwnSession } from '@/lib/sign-in/session/end-own-session';

export const POST = memberForm('/sessions', z.object({ session: z.uuid() }), async (ctx, { session }) => {
  const ended = await endOwnSession(ctx, session);
  if (!ended.ok) return { refused: ended.code, detail: ended.detail };
  return ended.value === 'sessions' ? { done: 'session_ended' } : farewell(ended.value);
});
