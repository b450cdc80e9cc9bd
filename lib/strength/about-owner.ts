import type { MailboxContext } from '@/lib/context';
import type { AboutOwner } from './owner-words';

/**
 * The facts about the owner that others know, and that a password must therefore not consist of. A session opened with a
 * shared password need not be the custodian's, so it must learn nothing about the custodian, not even from a refusal.
 */
export function aboutOwner(ctx: MailboxContext): AboutOwner {
  const isShared = ctx.session.limitedTo !== null;
  return {
    number: isShared ? '' : ctx.person.number,
    names: isShared ? [] : [ctx.person.name, ctx.person.nameEn],
    address: ctx.mailbox.address,
    campusWords: ctx.config.campus.campusWords,
  };
}
