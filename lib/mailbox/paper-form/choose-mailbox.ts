import type { Mailbox } from '@/db/queries/mailboxes';
import type { PaperFormKind } from './paper-form-kinds';

const FITS: Record<PaperFormKind, (mailbox: Mailbox) => boolean> = {
  password: () => true,
  reinstatement: ({ state }) => state !== 'active',
  custodian: ({ kind }) => kind === 'unit',
};

/** The mailbox that a form is about, where that leaves no doubt: a wrong address that is printed is worse than none. */
export function chooseMailbox(kind: PaperFormKind, mailboxes: readonly Mailbox[]): Mailbox | undefined {
  const [first, ...others] = mailboxes.filter(FITS[kind]);
  return others.length === 0 ? first : undefined;
}
