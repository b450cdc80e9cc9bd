import { linkForm } from '@/app/_web/link-form';
import { sealOutcome } from '@/app/_web/sealed-outcome';
import { reportNotMe } from '@/lib/account/not-me/report-not-me';
import { ok } from '@/lib/result';

/** Reports the act named in a notice as not the user's own, with the token of its link. */
export const POST = linkForm(
  (token) => `/not-me/${token}`,
  async (ctx, token) => {
    const reported = await reportNotMe(ctx, token);
    if (!reported.ok) return reported;
    return ok(`/not-me/reported?outcome=${sealOutcome({ kind: 'not_me', stopped: reported.value.stopped })}`);
  },
);
