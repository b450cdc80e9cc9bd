import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { endSessionsElsewhere } from '@/lib/sign-in/session/end-sessions-elsewhere';

/** Ends all other portal sessions of the member. */
export const POST = memberForm('/sessions', z.object({}), async (ctx) => {
  await endSessionsElsewhere(ctx);
  return { done: 'others_ended' };
});
