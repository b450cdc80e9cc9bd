import type { SentMessage } from '@/lib/mail-log/sending/find-sent-message';

interface Verdict {
  /** A key below `sending.message`. */
  heading:
    | 'headingQueued'
    | 'headingSent'
    | 'headingOneSent'
    | 'headingWaiting'
    | 'headingFailed'
    | 'headingOneFailed'
    | 'held';
  sign: 'info' | 'done' | 'warning';
  count: number;
}

/** The outcome of a message as its heading: whom it did not reach comes before whom it did. */
export function verdictOf({
  recipientHistories: all,
  heldAt,
  endedAt,
}: Pick<SentMessage, 'recipientHistories' | 'heldAt' | 'endedAt'>): Verdict {
  const failed = all.filter(({ state }) => state === 'bounced' || state === 'expired').length;
  if (failed > 0)
    return { heading: all.length === 1 ? 'headingOneFailed' : 'headingFailed', sign: 'warning', count: failed };
  if (heldAt && !endedAt) return { heading: 'held', sign: 'info', count: 0 };
  if (all.length === 0) return { heading: 'headingQueued', sign: 'info', count: 0 };
  if (all.some(({ state }) => state === 'deferred')) return { heading: 'headingWaiting', sign: 'info', count: 0 };
  return { heading: all.length === 1 ? 'headingOneSent' : 'headingSent', sign: 'done', count: all.length };
}
