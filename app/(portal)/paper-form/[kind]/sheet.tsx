import type { ReactNode } from 'react';
import { inBothLanguages, type SheetSentence } from '@/app/_web/both-languages';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { PaperFormKind } from '@/lib/mailbox/paper-form/paper-form-kinds';

/** What the portal knows already of who fills the form in. */
export interface Prefilled {
  number?: string;
  name?: string;
  mailbox?: string;
}

interface Entry {
  id: string;
  label: SheetSentence;
  type?: 'text' | 'tel' | 'email';
  autoComplete?: string;
  value?: string;
  /** As wide as the sheet: a name or an address that is cut off is of no use on paper. */
  isWide?: true;
  /** Of a longer answer. */
  lines?: number;
}

/**
 * One sheet of A4, in both languages at once: the desk reads one, and who fills it in may read the other.
 *
 * Its fields have no names and stand in no form: what is typed is printed, and never sent.
 */
export function Sheet({
  id,
  kind,
  number,
  campus,
  prefilled,
}: {
  id: string;
  kind: PaperFormKind;
  number: string;
  campus: CampusProfile;
  prefilled?: Prefilled;
}) {
  const { division, contact } = campus;
  return (
    <article className="sheet" id={id} aria-labelledby="sheet-title">
      <header className="sheet-head">
        <div>
          <h2 id="sheet-title">
            <Both say="title" />
          </h2>
          <p className="sheet-kind">
            <Both say={kind} />
          </p>
        </div>
        <p className="sheet-number">
          <Both say="formNumber" />
          <strong>{number}</strong>
        </p>
      </header>
      <div className="sheet-fields">
        {entriesOf(kind, prefilled).map((entry) => (
          <Field key={entry.id} {...entry} />
        ))}
      </div>
      <p className="sheet-note">
        <Both say="noPassword" />
      </p>
      <div className="sheet-boxes">
        <Box label="signature" />
        <Box label="date" />
        <Box label={kind === 'custodian' ? 'stampNeeded' : 'stamp'} />
      </div>
      <section className="sheet-office" aria-labelledby="sheet-office">
        <h3 id="sheet-office">
          <Both say="office" />
        </h3>
        <div className="sheet-boxes">
          <Box label="received" />
          <Box label="identity">
            <Tick label="campusCard" />
            <Tick label="otherCard" />
          </Box>
          <Box label="result">
            <Tick label="done" />
            <Tick label="sentBack" />
          </Box>
          <Box label="clerk" />
          <Box label="head" />
          <Box label="doneOn" />
        </div>
      </section>
      <p className="sheet-foot">
        <Both say="handIn" /> {division.zh} {division.en} · {contact.phone} · {contact.mail}
      </p>
    </article>
  );
}

function entriesOf(kind: PaperFormKind, known?: Prefilled): Entry[] {
  const isCustodian = kind === 'custodian';
  return [
    { id: 'number', label: isCustodian ? 'newNumber' : 'number', value: known?.number },
    { id: 'phone', label: 'phone', type: 'tel', autoComplete: 'tel' },
    { id: 'name', label: isCustodian ? 'newName' : 'name', autoComplete: 'name', value: known?.name, isWide: true },
    { id: 'department', label: 'department', autoComplete: 'organization', isWide: true },
    {
      id: 'mailbox',
      label: isCustodian ? 'unitMailbox' : 'mailbox',
      type: 'email',
      value: known?.mailbox,
      isWide: true,
    },
    { id: 'contact', label: 'contact', type: 'email', autoComplete: 'email', isWide: true },
    ...EXTRA_ENTRIES[kind],
  ];
}

const EXTRA_ENTRIES: Record<PaperFormKind, Entry[]> = {
  password: [{ id: 'reason', label: 'reason', lines: 3 }],
  reinstatement: [
    { id: 'reason', label: 'whyStopped', lines: 3 },
    { id: 'measures', label: 'measures', lines: 3 },
  ],
  custodian: [
    { id: 'former-number', label: 'formerNumber', isWide: true },
    { id: 'former-name', label: 'formerName', isWide: true },
    { id: 'reason', label: 'reason', lines: 2 },
  ],
};

/** A line of a long answer holds this much, in Chinese; more would not be seen on the paper. */
const CHARACTERS_A_LINE = 40;

/** What fits on a line of the paper as wide as the sheet, in Latin letters. */
const MOST_CHARACTERS = 70;

function Field({ id, label, type = 'text', autoComplete = 'off', value, isWide, lines }: Entry) {
  return (
    <div className={lines || isWide ? 'sheet-field sheet-field-wide' : 'sheet-field'}>
      <label htmlFor={id}>
        <Both say={label} />
      </label>
      {lines ? (
        <textarea id={id} rows={lines} maxLength={lines * CHARACTERS_A_LINE} autoComplete="off" />
      ) : (
        <input
          id={id}
          type={type}
          autoComplete={autoComplete}
          defaultValue={value}
          maxLength={MOST_CHARACTERS}
          spellCheck={false}
        />
      )}
    </div>
  );
}

/** Written by hand. */
function Box({ label, children }: { label: SheetSentence; children?: ReactNode }) {
  return (
    <div className="sheet-box">
      <p>
        <Both say={label} />
      </p>
      {children}
    </div>
  );
}

function Tick({ label }: { label: SheetSentence }) {
  return (
    <p className="sheet-tick">
      <Both say={label} />
    </p>
  );
}

function Both({ say }: { say: SheetSentence }) {
  return (
    <span className="both">
      {inBothLanguages(say).map(({ lang, text }) => (
        <span key={lang} lang={lang}>
          {text}
        </span>
      ))}
    </span>
  );
}
