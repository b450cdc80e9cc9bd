import type { ReactNode } from 'react';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { listOwnMailboxes, type Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Result } from '@/lib/result';
import type { MailboxRequest, MemberRequest } from '@/lib/runtime/runtime';
import { Heading } from './heading';
import { NoMailbox } from './no-mailbox';
import { memberPage } from './page';
import { RefusalPage } from './refusal-page';

export type LogQuery = Record<string, string | string[] | undefined>;

/**
 * A page about the logs of one mailbox: the one of the parameter `mailbox`, or without it the user's first one. A refusal page
 * replaces it for any other mailbox.
 *
 * @param title the name of the page, for a user who has no mailbox
 */
export function logPage(
  title: () => Promise<string>,
  render: (ctx: MailboxRequest, props: { query: LogQuery; mailboxes: readonly Mailbox[] }) => Promise<ReactNode>,
) {
  return memberPage(async (ctx, { query }) => {
    const mailboxes = await listOwnMailboxes(ctx);
    const own = await chooseMailbox(ctx, mailboxes, query.mailbox);
    if (!own) {
      return (
        <>
          <Heading title={await title()} />
          <NoMailbox config={ctx.config} />
        </>
      );
    }
    return own.ok ? render(own.value, { query, mailboxes }) : <RefusalPage {...own} />;
  });
}

/** @returns undefined when none is asked for and the user has none */
export async function chooseMailbox(
  ctx: MemberRequest,
  mailboxes: readonly Mailbox[],
  asked: unknown,
): Promise<Result<MailboxRequest, RefusalCode> | undefined> {
  if (asked !== undefined) return findOwnMailbox(ctx, typeof asked === 'string' ? asked : '');
  const [first] = mailboxes;
  return first && { ok: true, value: { ...ctx, mailbox: first } };
}
