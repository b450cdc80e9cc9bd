import { z } from 'zod';
import { type MailTarget, READ_THIS_DATABASE } from '@/db/queries/mail-targets';
import type { MailboxKind } from '@/db/queries/mailboxes';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { MAILBOX_ADDRESS } from '@/lib/mailbox/address-form';
import type { LineFault } from './line-faults';
import { PERSON_NUMBER } from './person-line';
import type { ImportFile } from './read-rows';
import { refuseHash, withSchemeInUpperCase } from './refuse-hash';

export const IMPORTED_STATES = ['active', 'suspended', 'closed'] as const;
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

const fault = (code: LineFault): LineFault => code;
const orNothing = z.string().optional();
/** A day, or a moment with its zone. */
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));

/**
 * `mailboxes.csv`: the checks that the table holds a mailbox to, and that it belongs to this campus.
 *
 * @param about.targets the mail systems of each domain: only one that reads our database verifies by an imported hash
 */
export function mailboxesFile(
  path: string,
  { mailSystems, targets, now }: Pick<CampusProfile, 'mailSystems'> & { targets: readonly MailTarget[]; now: Date },
): ImportFile<MailboxLine> {
  const byDomain = new Map(mailSystems.map((system) => [system.domain, system]));
  const withTarget = new Set(targets.map(({ domain }) => domain));
  const withPasswordsHere = new Set(
    targets.flatMap(({ domain, target }) => (READ_THIS_DATABASE.includes(target) ? domain : [])),
  );
  const schema = z
    .object({
      address: z.string().toLowerCase().regex(MAILBOX_ADDRESS, fault('address.form')),
      system: orNothing,
      kind: z.enum(['personal', 'unit'], fault('kind.unknown')),
      holder: orNothing,
      state: orNothing,
      hash: orNothing,
      changed_at: orNothing,
    })
    .transform((row, { addIssue }): MailboxLine => {
      const refuse = (column: string, code: LineFault) => {
        addIssue({ code: 'custom', message: code, path: [column] });
        return z.NEVER;
      };
      const system = byDomain.get(row.address.slice(row.address.indexOf('@') + 1));
      if (!system) return refuse('address', 'address.not_listed');
      if (!withTarget.has(system.domain)) return refuse('address', 'address.no_target');
      if (row.system && row.system !== system.id) return refuse('system', 'system.differs');
      // Whoever knows a unit's password must not rise to its custodian by a wrong word in a file.
      if (system.serves !== 'google' && row.kind !== system.serves) return refuse('kind', 'kind.differs');
      if (row.holder && !PERSON_NUMBER.test(row.holder)) return refuse('holder', 'number.form');
      const state = IMPORTED_STATES.find((one) => one === (row.state || 'active'));
      if (!state) return refuse('state', 'state.unknown');

      const hash = row.hash ? withSchemeInUpperCase(row.hash) : null;
      const isKeptHere = system.serves !== 'google' && withPasswordsHere.has(system.domain);
      if (hash && !isKeptHere) return refuse('hash', 'hash.kept_elsewhere');
      const hashFault = hash && refuseHash(hash);
      if (hashFault) return refuse('hash', hashFault);
      const changed = row.changed_at ? moment.safeParse(row.changed_at) : null;
      if (changed && !changed.success) return refuse('changed_at', 'changed_at.form');
      const changedAt = changed?.data ?? null;
      if (changedAt && changedAt > now) return refuse('changed_at', 'changed_at.future');

      const holder = row.holder?.toUpperCase() || null;
      return { address: row.address, system: system.id, kind: row.kind, holder, state, hash, changedAt };
    });
  return {
    path,
    required: ['address', 'kind', 'holder'],
    optional: ['system', 'state', 'hash', 'changed_at'],
    schema,
  };
}
