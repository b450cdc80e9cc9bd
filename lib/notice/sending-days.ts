import * as z from 'zod/mini';

const sendingDay = z.object({
  /** As `2026-11-30`. */
  day: z.string(),
  total: z.number(),
  sent: z.number(),
  deferred: z.number(),
  bounced: z.number(),
  expired: z.number(),
});

/** The counts of a day that a mail about sending lists. */
export type ListedSendingDay = z.infer<typeof sendingDay>;

const sendingDays = z.array(sendingDay);

/** The data of a notice are texts. */
export const writeSendingDays = (days: readonly ListedSendingDay[]): string =>
  JSON.stringify(days.map((day) => sendingDay.parse(day)));

export const readSendingDays = (text: string): ListedSendingDay[] => sendingDays.parse(JSON.parse(text || '[]'));
