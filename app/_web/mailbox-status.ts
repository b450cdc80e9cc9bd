import type { ChangeUnderWay } from '@/lib/delivery/list-changes-under-way';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';

/** The state of a mailbox for its holder, and the page of the next step. Both names are messages of `mailboxes`. */
export interface MailboxStatus {
  state: Mailbox['state'] | 'reinstating' | 'changing';
  sign: 'good' | 'act' | 'none';
  /** Absent for a closed mailbox. */
  step?: { name: 'set' | 'read' | 'restore' | 'results'; href: string };
}

/** The new passwords of a holder's mailboxes that are on their way, by the id of the mailbox. */
export interface Progress {
  reinstatements: ReadonlyMap<string, OwnReinstatement>;
  changes: ReadonlyMap<string, ChangeUnderWay>;
}

export function mailboxStatus({ id, address, state }: Mailbox, { reinstatements, changes }: Progress): MailboxStatus {
  const path = `/mailboxes/${address}`;
  const reinstatement = reinstatements.get(id);
  if (reinstatement?.inForceAt === null) {
    return { state: 'reinstating', sign: 'act', step: resultOf(path, reinstatement.changeId) };
  }
  const change = changes.get(id);
  if (change) return { state: 'changing', sign: 'act', step: resultOf(path, change.changeId) };
  switch (state) {
    case 'active':
      return { state, sign: 'good', step: { name: 'set', href: `${path}/password` } };
    case 'suspended_warning':
      return { state, sign: 'act', step: { name: 'read', href: `${path}/announcement` } };
    case 'suspended_emergency':
      return { state, sign: 'act', step: { name: 'restore', href: `${path}/announcement` } };
    case 'closed':
      return { state, sign: 'none' };
  }
}

function resultOf(path: string, changeId: string): MailboxStatus['step'] {
  return { name: 'results', href: `${path}/password/changes/${changeId}` };
}

const URGENCY = ['suspended_emergency', 'suspended_warning', 'active', 'changing', 'reinstating', 'closed'] as const;

/** The index of the mailbox that needs its holder most: the first of the most urgent ones. */
export function mostUrgent(statuses: readonly MailboxStatus[]): number {
  const urgency = statuses.map(({ state }) => URGENCY.indexOf(state));
  return urgency.indexOf(Math.min(...urgency));
}
