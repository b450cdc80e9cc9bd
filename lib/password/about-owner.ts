import type { MailboxContext } from '@/lib/context';
import type { AboutOwner } from './owner-words';

/** What everybody around a person knows, and what their password therefore cannot be. */
export function aboutOwner(ctx: MailboxContext): AboutOwner {
  return {
    number: ctx.person.number,
    names: [ctx.person.name, ctx.person.nameEn],
    address: ctx.mailbox.address,
    campusWords: ctx.config.campus.campusWords,
  };
}
