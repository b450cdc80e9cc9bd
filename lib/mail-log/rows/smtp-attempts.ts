import { seconds } from '@/lib/clock';

/** The times of the two lines of one attempt differ by less. */
const SAME_ATTEMPT_MS = seconds(10);
const MOST_ATTEMPTS = 5_000;

/** Recognises a refused SMTP AUTH that Dovecot and Postfix both report. */
export interface SmtpAttempts {
  /** @returns whether the other program has reported this attempt */
  isReported(by: 'dovecot' | 'postfix', attempt: { mailboxId: string; address: string | null; at: Date }): boolean;
}

export function createSmtpAttempts(): SmtpAttempts {
  let seen: { by: string; key: string; at: number }[] = [];
  return {
    isReported(by, { mailboxId, address, at }) {
      const key = `${mailboxId} ${address ?? ''}`;
      const other = seen.findIndex(
        (one) => one.by !== by && one.key === key && Math.abs(one.at - at.getTime()) < SAME_ATTEMPT_MS,
      );
      if (other >= 0) {
        seen.splice(other, 1);
        return true;
      }
      if (seen.length >= MOST_ATTEMPTS) seen = seen.slice(MOST_ATTEMPTS / 2);
      seen.push({ by, key, at: at.getTime() });
      return false;
    },
  };
}
