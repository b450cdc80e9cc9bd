import { type MailTarget, READ_THIS_DATABASE } from '@/db/queries/mail-targets';
import type { MailboxKind } from '@/db/queries/mailboxes';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { showOffence, showOutside } from '@/lib/input-file/show-character';
import type { LineFault } from './line-faults';
import { numberFault, PERSON_NUMBER } from './person-line';
import { readChangedAt } from './read-changed-at';
import { readHash } from './read-hash';
import type { FieldFault, FileForm } from './read-rows';

const IMPORTED_STATES = ['active', 'suspended', 'closed'] as const;
export type ImportedState = (typeof IMPORTED_STATES)[number];

export interface MailboxLine {
  address: string;
  system: string;
  kind: MailboxKind;
  /** Staff or student number of its owner, or of a unit's custodian. */
  holder: string | null;
  state: ImportedState;
  hash: string | null;
  changedAt: Date | null;
}

type Column = 'address' | 'kind' | 'holder' | 'system' | 'state' | 'hash' | 'changed_at';

const KINDS = ['personal', 'unit'] as const;
const WORD = /[a-z]/;

/**
 * The form of `mailboxes.csv`: the checks that the table makes of a mailbox, and that it belongs to this campus.
 *
 * @param about.targets the mail systems of each domain; only one that reads our database can verify an imported hash
 */
export function mailboxesForm({
  mailSystems,
  timeZone,
  targets,
  now,
}: Pick<CampusProfile, 'mailSystems' | 'timeZone'> & { targets: readonly MailTarget[]; now: Date }): FileForm<
  MailboxLine,
  Column
> {
  const byDomain = new Map(mailSystems.map((system) => [system.domain, system]));
  const withTarget = new Set(targets.map(({ domain }) => domain));
  const withPasswordsHere = new Set(
    targets.flatMap(({ domain, target }) => (READ_THIS_DATABASE.includes(target) ? domain : [])),
  );

  return {
    required: ['address', 'kind', 'holder'],
    optional: ['system', 'state', 'hash', 'changed_at'],
    judge: (fields) => {
      const faults: FieldFault[] = [];
      const refuse = (column: Column, fault: LineFault, detail?: string): undefined => {
        faults.push({ column, fault, ...(detail !== undefined && { detail }) });
      };
      const unknownWord = (column: Column, fault: LineFault) =>
        refuse(column, fault, showOffence(fields[column], WORD));

      const address = addressIn(fields.address);
      const system = byDomain.get(address.slice(address.indexOf('@') + 1));
      const kind = KINDS.find((one) => one === fields.kind);
      const state = IMPORTED_STATES.find((one) => one === (fields.state || 'active'));

      if (address === '') refuse('address', 'address.form', showOffence(fields.address, /[A-Za-z0-9.@_-]/));
      else if (!system) refuse('address', 'address.not_listed');
      else if (!withTarget.has(system.domain)) refuse('address', 'address.no_target');
      if (!kind) unknownWord('kind', 'kind.unknown');
      // A wrong word in the file must not make a unit's mailbox a personal one: its password is known to several
      // people.
      else if (system && system.serves !== 'google' && kind !== system.serves) refuse('kind', 'kind.differs');
      if (fields.holder && !PERSON_NUMBER.test(fields.holder)) faults.push(numberFault('holder', fields.holder));
      if (system && fields.system && fields.system !== system.id) {
        refuse('system', 'system.differs', showOutside(fields.system, /[a-z0-9]/));
      }
      if (!state) unknownWord('state', 'state.unknown');

      const hash = fields.hash ? readHash(fields.hash) : null;
      const isKeptHere = !system || (system.serves !== 'google' && withPasswordsHere.has(system.domain));
      if (hash && !isKeptHere) refuse('hash', 'hash.kept_elsewhere');
      else if (hash && !hash.ok) refuse('hash', hash.fault, hash.detail);
      const changedAt = fields.changed_at ? readChangedAt(fields.changed_at, { timeZone, now }) : null;
      if (changedAt && !changedAt.ok) refuse('changed_at', changedAt.fault, changedAt.detail);

      const holder = PERSON_NUMBER.test(fields.holder) ? fields.holder.toUpperCase() : null;
      if (faults.length > 0 || !system || !kind || !state) {
        return { faults, partial: { holder, ...(address !== '' && { address }) } };
      }
      return {
        value: {
          address,
          system: system.id,
          kind,
          holder,
          state,
          hash: hash?.ok ? hash.value : null,
          changedAt: changedAt?.ok ? changedAt.value : null,
        },
      };
    },
  };
}

/**
 * @returns the address in lower case, or '' if invalid. Non-ASCII letters with ASCII lower case (U+212A) are invalid.
 */
function addressIn(text: string): string {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return MAILBOX_ADDRESS.test(lower) ? lower : '';
}
