'use server';

import { getLocale } from 'next-intl/server';
import { isSentByScript, leadTo, mailboxAction, refused } from '@/app/_web/action';
import { currentLanguage } from '@/app/_web/current-language';
import { acknowledgeAnnouncement } from '@/lib/reading-gate/acknowledge-announcement';
import { readOn } from '@/lib/reading-gate/read-on';
import { readingForm } from '@/lib/reading-gate/reading-form';
import { type ShownPart, showPart } from './show-part';

/** The next part of the text, with the token that leads on from it. */
export interface NextPartAnswer {
  status: 'part';
  number: number;
  part: ShownPart;
  token: string;
}

export const readOnAction = mailboxAction(readingForm, {
  async act(ctx, { token }) {
    const next = await readOn(ctx, { language: await currentLanguage(), token });
    if (!next.ok) return refused(next);
    const { number, part } = next.value;
    if (!(await isSentByScript())) return leadTo(`/mailboxes/${ctx.mailbox.address}/announcement#part-${number}`);
    const answer: NextPartAnswer = {
      status: 'part',
      number,
      part: showPart(part, await getLocale()),
      token: next.value.token,
    };
    return answer;
  },
});

export const acknowledgeAction = mailboxAction(readingForm, {
  async act(ctx, { token }) {
    const outcome = await acknowledgeAnnouncement(ctx, { language: await currentLanguage(), token });
    return outcome.ok ? leadTo(`/mailboxes/${ctx.mailbox.address}/password`) : refused(outcome);
  },
});
