import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { minutes, seconds } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';

/** Up to this limit a wait is shown in seconds, beyond it in minutes. */
const IN_SECONDS_UP_TO_MS = minutes(2);

/** Refuses with the time to wait: `seconds` for programs, `wait` and `unit` for the sentence. */
export function refuseWait(ctx: Context, ms: number): Refused<'throttle.wait'> {
  ctx.metrics.countThrottled('wait');
  const inSeconds = Math.max(Math.ceil(ms / seconds(1)), 1);
  return refuse(
    'throttle.wait',
    ms > IN_SECONDS_UP_TO_MS
      ? { seconds: inSeconds, wait: Math.ceil(ms / minutes(1)), unit: 'minutes' }
      : { seconds: inSeconds, wait: inSeconds, unit: 'seconds' },
  );
}

export function refuseClosed(ctx: Context): Refused<'throttle.closed'> {
  ctx.metrics.countThrottled('closed');
  return refuse('throttle.closed');
}

/** @param account as a record may name it (`accountInLog`) */
export function recordThrottled(
  ctx: Context,
  { code, detail }: Refused<'throttle.wait' | 'throttle.closed'>,
  account: { account: string } | { accountHash: string },
): void {
  const reason = code === 'throttle.wait' ? 'wait' : 'closed';
  recordSecurityEvent(ctx, 'throttle.refused', reason, { ...account, seconds: detail?.seconds });
}
