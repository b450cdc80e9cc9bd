import { hours, minutes, seconds } from '@/lib/clock';

/** The work that the captcha demands: raised for a source with many failures. */
export type Work = 'usual' | 'raised';

/** Failures in a row for one account; at this number way 2 is closed for it. @see NIST SP 800-63B-4 §3.2.2 */
export const MOST_FAILURES = 100;
/** A few typing errors cause no delay. */
export const FREE_FAILURES = 5;
const FIRST_DELAY_MS = seconds(2);
const LONGEST_DELAY_MS = minutes(15);

/** How long after the last attempt a counted password is recognised for its account. */
export const FINGERPRINT_LIFE_MS = hours(24);

/** A whole campus may share one address: beyond this many failures the work is raised; the address is never blocked. */
export const SOURCE = { name: 'source', seconds: 10 * 60, mostFailures: 300 } as const;

/** A password tried on more accounts than this is no longer one person's own. */
export const PASSWORD = { name: 'password', seconds: 60 * 60, freeAccounts: 20 } as const;
const HOLD_FOR_EACH_ACCOUNT_MS = seconds(10);

/** How often a change form may reveal that a password was used before. */
export const REUSE = { name: 'reuse', seconds: 15 * 60, mostRefusals: 10 } as const;

/**
 * The delay before the next attempt for an account, after this many failures in a row. From a source with many failures it
 * begins with the first failure. Without failures there is no delay.
 */
export function delayMs(failures: number, work: Work): number {
  const doublings = failures - (work === 'raised' ? 1 : FREE_FAILURES);
  return doublings < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** doublings, LONGEST_DELAY_MS);
}

/** The delays after one failure, after two, … Where the list ends, way 2 is closed. */
export function delaysMs(work: Work): number[] {
  return Array.from({ length: MOST_FAILURES - 1 }, (_, n) => delayMs(n + 1, work));
}

/**
 * How long a password is held back for a new account, after it was tried on this many accounts within the hour. The time
 * grows with each account up to a limit, since the account's owner may really have this password.
 */
export function holdMs(accounts: number): number {
  const beyond = Math.max(accounts - PASSWORD.freeAccounts, 0);
  return Math.min(beyond * HOLD_FOR_EACH_ACCOUNT_MS, LONGEST_DELAY_MS);
}
