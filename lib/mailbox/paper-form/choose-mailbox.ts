import type { Mailbox } from '@/db/queries/mailboxes';
import type { PaperFormKind } from './paper-form-kinds';

const FITS: Record<PaperFormKind, (mailbox: Mailbox) => boolean> = {
  password: () => true,
  reinstatement: ({ state }) => state !== 'active',
  custodian: ({ kind }) => kind === 'unit',
};

/** Chooses the mailbox of a form if only one fits: a wrong printed address would be worse than none. */
export function chooseMailbox(kind: PaperFormKind, mailboxes: readonly Mailbox[]): Mailbox | undefined {
  const [first, ...others] = mailboxes.filter(FITS[kind]);
  return others.length === 0 ? first : undefined;
}
