import { hours, minutes, seconds } from '@/lib/clock';

/** What a sign-in costs whoever tries it: where much has failed, the captcha asks for more work. */
export type Work = 'usual' | 'raised';

/** Failures in a row for one account: beyond them way 2 is closed for it. @see NIST SP 800-63B-4 §3.2.2 */
export const MOST_FAILURES = 100;
/** A person mistypes a few times, and does not wait for that. */
export const FREE_FAILURES = 5;
const FIRST_DELAY_MS = seconds(2);
const LONGEST_DELAY_MS = minutes(15);

/** For so long after the last try a password is known that was counted for an account. */
export const FINGERPRINT_LIFE_MS = hours(24);

/** A whole campus may be one address: beyond this many failures it pays more, and is never banned. */
export const SOURCE = { name: 'source', seconds: 10 * 60, mostFailures: 300 } as const;

/** One password on so many accounts is no longer somebody's own. */
export const PASSWORD = { name: 'password', seconds: 60 * 60, freeAccounts: 20 } as const;
const HOLD_FOR_EACH_ACCOUNT_MS = seconds(10);

/** How often a change form may tell that a password was used before. */
export const REUSE = { name: 'reuse', seconds: 15 * 60, mostRefusals: 10 } as const;

/**
 * How long after so many failures in a row the next try for an account has to wait. From a source where much has failed
 * the delay begins with the first failure; nobody is made to wait who has not failed.
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
 * How long a password is held back for an account that it was not tried on before, when it is the account so many within
 * the hour. It grows with each account, and ends: the password may be its owner's after all.
 */
export function holdMs(accounts: number): number {
  const beyond = Math.max(accounts - PASSWORD.freeAccounts, 0);
  return Math.min(beyond * HOLD_FOR_EACH_ACCOUNT_MS, LONGEST_DELAY_MS);
}
