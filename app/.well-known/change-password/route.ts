import { NextResponse } from 'next/server';
import { currentMember } from '@/app/_web/current-member';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';

export const dynamic = 'force-dynamic';

/** Password managers open this URL to change a password. @see W3C "A Well-Known URL for Changing Passwords" */
export async function GET(): Promise<NextResponse> {
  const { found } = await currentMember();
  const mailboxes = found.ok ? await listOwnMailboxes(found.value) : [];
  const [only, ...others] = mailboxes;
  const form = only && others.length === 0 ? `/mailboxes/${only.address}/password` : '/mailboxes';
  return new NextResponse(null, { status: 302, headers: { Location: found.ok ? form : '/login?then=set-password' } });
}
