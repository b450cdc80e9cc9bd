import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { ownerOf, ownerOfSession } from '@/lib/sign-in/session/form-owner';
import { readSessionCookie } from './session-cookie';

/** The hidden field that names the member for whom a form was rendered. Every plain form of a member's page has it. */
export function FormOwner({ ctx }: { ctx: MemberRequest }) {
  return <input type="hidden" name="owner" value={ownerOf(ctx)} />;
}

/** The same field on a refusal page: it names the session that the browser sent. */
export async function SessionFormOwner() {
  const sessionId = await readSessionCookie();
  return sessionId && <input type="hidden" name="owner" value={ownerOfSession(theRuntime(), sessionId)} />;
}
