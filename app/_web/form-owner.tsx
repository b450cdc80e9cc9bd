import type { MemberContext } from '@/lib/context';
import { ownerOf } from '@/lib/session/form-owner';

/** Stands in every plain form of a member's page: whose form it is. */
export function FormOwner({ ctx }: { ctx: MemberContext }) {
  return <input type="hidden" name="owner" value={ownerOf(ctx)} />;
}
