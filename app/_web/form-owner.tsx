import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { ownerOf, ownerOfSession } from '@/lib/sign-in/session/form-owner';
import { readSessionCookie } from './session-cookie';

/** Stands in every plain form of a member's page: whose form it is. */
export function FormOwner({ ctx }: { ctx: MemberRequest }) {
  return <input type="hidden" name="owner" value={ownerOf(ctx)} />;
}

/** The same on a page that was refused to its person: the session that the browser brought. */
export async function SessionFormOwner() {
  const sessionId = await readSessionCookie();
  return sessionId && <input type="hidden" name="owner" value={ownerOfSession(theRuntime(), sessionId)} />;
}
