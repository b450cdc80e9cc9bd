import { before, minutes } from '@/lib/clock';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import type { AnnouncementLanguage } from '@/lib/suspension/announcement/announcement-in';
import { acknowledgeAnnouncement } from '@/lib/suspension/reading-gate/acknowledge-announcement';
import { type OpenReading, openReading } from '@/lib/suspension/reading-gate/open-reading';
import { readOn } from '@/lib/suspension/reading-gate/read-on';
import { needed } from '../cast/cast';

/** Opens the announcement and requests one part after another. @returns the token of the last part */
export async function readToTheEnd(
  ctx: MailboxRequest,
  language: AnnouncementLanguage = 'en',
): Promise<{ reading: OpenReading; token: string }> {
  const reading = needed(await openReading(ctx, language));
  let { token } = reading;
  for (let read = reading.parts.length; read < reading.text.key.parts; read += 1) {
    token = needed(await readOn(ctx, { token: token ?? '' })).token;
  }
  return { reading, token: token ?? '' };
}

/** Reads to the end as of a minute ago, and acknowledges now. @returns the request, whose session has read */
export async function readAndAcknowledge(
  ctx: MailboxRequest,
  language: AnnouncementLanguage = 'en',
): Promise<MailboxRequest> {
  const { token } = await readToTheEnd({ ...ctx, now: before(ctx.now, minutes(1)) }, language);
  needed(await acknowledgeAnnouncement(ctx, { token }));
  return ctx;
}
