import type { Executor } from '@/db/connect';
import { listBusySenders } from '@/db/queries/busy-senders';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { startOfDay } from '@/lib/campus/start-of-day';
import { tellSender } from '@/lib/notice/tell-sender';

/** A day with so many recipients, or so many of them bounced, is told to the sender, as the service has always done. */
const MANY_RECIPIENTS = 250;
const MANY_BOUNCES = 10;

/**
 * Notifies the holders of mailboxes that sent unusually much yesterday, or whose mail bounced often. A second call on the same
 * day notifies nobody again.
 *
 * @param exempt addresses of mailboxes that are registered to send to many
 * @returns how many mailboxes there are
 */
export async function notifyBusySenders(
  on: Executor,
  { now, timeZone, exempt }: { now: Date; timeZone: string; exempt: readonly string[] },
): Promise<number> {
  const today = dayOf(now, timeZone);
  const day = addDays(today, -1);
  const span = { start: startOfDay(day, timeZone), end: startOfDay(today, timeZone) };
  const senders = await listBusySenders(on, span, { recipients: MANY_RECIPIENTS, bounced: MANY_BOUNCES });
  const busy = senders.filter(({ address }) => !exempt.includes(address));
  for (const { mailboxId, address: _, ...counts } of busy) {
    await on.transaction((tx) =>
      tellSender(
        tx,
        { now },
        {
          kind: 'busy_sending_day',
          mailboxId,
          event: `sending from ${mailboxId} on ${day}`,
          days: [{ day, ...counts }],
          to: 'everywhere',
        },
      ),
    );
  }
  return busy.length;
}
