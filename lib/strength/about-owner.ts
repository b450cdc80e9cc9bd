import type { MailboxContext } from '@/lib/context';
import type { AboutOwner } from './owner-words';

/**
 * What everybody around a person knows, and what their password therefore cannot be. Who came with a password that
 * several people share need not be the custodian, and learns nothing of them: not by a refusal either.
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
