import type { ReactNode } from 'react';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import type { MailboxRequest, MemberRequest, RequestContext } from '@/lib/runtime/runtime';
import { currentContext, currentMember } from './current-member';
import { RefusalPage } from './refusal-page';
import { afterUnexpectedError } from './unexpected-error';

type Query = Record<string, string | string[] | undefined>;

type Params = Record<string, string | string[]>;

export interface PageProps<P extends Params = Params> {
  params: Promise<P>;
  searchParams: Promise<Query>;
}

/** A public page. An unexpected error becomes a refusal page in the user's language, with a reference number. */
export function publicPage<P extends Params>(
  render: (ctx: RequestContext, props: { params: P; query: Query }) => Promise<ReactNode>,
) {
  return (props: PageProps<P>) =>
    shown(async () => render(currentContext(), { params: await props.params, query: await props.searchParams }));
}

/** A page for signed-in users. Without a valid session a refusal page is shown instead. */
export function memberPage<P extends Params>(
  render: (ctx: MemberRequest, props: { params: P; query: Query }) => Promise<ReactNode>,
) {
  return (props: PageProps<P>) =>
    shown(async () => {
      const { found } = await currentMember();
      if (!found.ok) return <RefusalPage {...found} />;
      return render(found.value, { params: await props.params, query: await props.searchParams });
    });
}

/** A page about one mailbox of the signed-in user. A refusal page replaces it for any other mailbox. */
export function mailboxPage<P extends Params & { address: string }>(
  render: (ctx: MailboxRequest, props: { params: P; query: Query }) => Promise<ReactNode>,
) {
  return memberPage<P>(async (ctx, props) => {
    const own = await findOwnMailbox(ctx, decodeURIComponent(props.params.address));
    return own.ok ? render(own.value, props) : <RefusalPage {...own} />;
  });
}

async function shown(render: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await render();
  } catch (error) {
    return <RefusalPage code={afterUnexpectedError(error)} />;
  }
}
