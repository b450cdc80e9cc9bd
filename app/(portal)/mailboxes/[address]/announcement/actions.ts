'use server';

import { isSentByScript, mailboxAction, redirectAfterForm, refused } from '@/app/_web/action';
import { currentLanguage } from '@/app/_web/current-language';
import { HTML_LANG } from '@/app/_web/language';
import { requestScope } from '@/app/_web/request-scope';
import { acknowledgeAnnouncement } from '@/lib/suspension/reading-gate/acknowledge-announcement';
import { readOn } from '@/lib/suspension/reading-gate/read-on';
import { readingForm } from '@/lib/suspension/reading-gate/reading-form';
import { type ShownPart, showPart } from './show-part';

/** The next part of the text, with the token for the part after it. */
export interface NextPartAnswer {
  status: 'part';
  number: number;
  part: ShownPart;
  token: string;
}

/** Returns the next part of the announcement. Without JavaScript it redirects to the page with that part. */
export const readOnAction = mailboxAction(readingForm, {
  async act(ctx, { token }) {
    const next = await readOn(ctx, { token });
    if (!next.ok) return refused(next);
    const { number, part, language } = next.value;
    if (!(await isSentByScript())) {
      // Another tab may have switched the language. This reading keeps its language, so the URL must name it.
      const isNamed = new URL(requestScope().url, 'http://portal').searchParams.has('lang');
      const query = isNamed || language !== (await currentLanguage()) ? `?lang=${language}` : '';
      return redirectAfterForm(`/mailboxes/${ctx.mailbox.address}/announcement${query}#part-${number}`);
    }
    const answer: NextPartAnswer = {
      status: 'part',
      number,
      part: showPart(part, HTML_LANG[language]),
      token: next.value.token,
    };
    return answer;
  },
});

/** Confirms that the announcement was read to its end, and redirects to the password form. */
export const acknowledgeAction = mailboxAction(readingForm, {
  async act(ctx, { token }) {
    const outcome = await acknowledgeAnnouncement(ctx, { token });
    if (!outcome.ok) return refused(outcome);
    // Without JavaScript the form is sent from `#part-4`, which a redirect without a fragment would inherit.
    const fragment = (await isSentByScript()) ? '' : '#';
    return redirectAfterForm(`/mailboxes/${ctx.mailbox.address}/password${fragment}`);
  },
});
