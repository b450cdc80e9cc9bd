import type { LoggedMailboxes } from './logged-mailboxes';
import type { SmtpAttempts } from './smtp-attempts';

/** Look-ups that turn the names and addresses of a line into those of a row. */
export interface RowTools {
  readonly mailboxes: LoggedMailboxes;
  readonly smtpAttempts: SmtpAttempts;
  countryOf(address: string | null): string | null;
  /** The day of the campus, as 2026-11-30. */
  dayOf(at: Date): string;
}

/** A text of a stranger, no longer than a page can use. Half of a surrogate pair at the end is no text for a database. */
export function shortened(text: string, most: number): string;
export function shortened(text: string | null, most: number): string | null;
export function shortened(text: string | null, most: number): string | null {
  if (text === null || text.length <= most) return text;
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
