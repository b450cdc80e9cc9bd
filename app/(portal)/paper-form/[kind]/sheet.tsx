import type { ReactNode } from 'react';
import { MailLink } from '@/app/_ui/mail-link';
import { Phone } from '@/app/_ui/phone';
import { inBothLanguages, type SheetSentence } from '@/app/_web/both-languages';
import { HTML_LANG } from '@/app/_web/language';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { PaperFormKind } from '@/lib/mailbox/paper-form/paper-form-kinds';

/** The details of the applicant that the portal already has. */
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
  /** Full width, because a truncated name or address is useless on paper. */
  isWide?: true;
  /** The number of lines of a long answer. */
  lines?: number;
}

/**
 * One sheet of A4, in both languages at once: the clerk reads one, and the applicant may read the other.
 *
 * Its fields have no names and are in no form: the input is printed and never submitted.
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
  const { division, contact, office } = campus;
  return (
    <article className="sheet" id={id} aria-labelledby="sheet-title">
      <header className="sheet-head">
        <div>
          <p className="sheet-university">
            <BothNames of={campus.university} />
          </p>
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
        <Both say="handIn" /> <BothNames of={division} /> · <Phone>{contact.phone}</Phone> ·{' '}
        <MailLink>{contact.mail}</MailLink>
        {office && (
          <>
            <br />
            <BothNames of={office.place} /> · <BothNames of={office.hours} />
          </>
        )}
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

/** Chinese characters that fit on a line of a long answer; more would not be visible on paper. */
const CHARACTERS_A_LINE = 40;

/** Latin letters that fit on a full-width line of the paper. */
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

/** A box to be filled in by hand. */
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

function BothNames({ of }: { of: { zh: string; en: string } }) {
  return (
    <span className="both">
      <span lang={HTML_LANG.zh_TW}>{of.zh}</span>
      <span lang={HTML_LANG.en}>{of.en}</span>
    </span>
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
