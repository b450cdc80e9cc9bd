'use server';

import {
  type ActionState,
  type Answer,
  mailboxAction,
  mailboxQuestion,
  malformed,
  redirectAfterForm,
  refused,
} from '@/app/_web/action';
import { currentContext } from '@/app/_web/current-member';
import { readSessionCookie, writeSessionCookie } from '@/app/_web/session-cookie';
import { type ChangedPassword, changePassword } from '@/lib/password/change-password';
import { findRepeatedChange } from '@/lib/password/find-repeated-change';
import { changePasswordForm } from '@/lib/password/password-form';
import { readCurrentPassword } from '@/lib/password/read-current-password';
import { refuseChangeForm } from '@/lib/password/refuse-change-form';
import { refuseUnconfirmed } from '@/lib/password/refuse-unconfirmed';
import { ok } from '@/lib/result';
import { readPassword } from '@/lib/strength/read-password';
import { SUGGESTION_STYLES, type SuggestionStyle, suggestPassword } from '@/lib/strength/suggest-password';
import { refuseReinstating } from '@/lib/suspension/refuse-reinstating';

/**
 * Changes the password of the mailbox and redirects to the receipt. The change replaces the session, so a repeated
 * submission arrives with the old one and is recognised by its intent.
 */
export const changePasswordAction = mailboxAction(changePasswordForm, {
  async act(ctx, form) {
    const unconfirmed = await refuseUnconfirmed(ctx, form);
    if (unconfirmed) return refused(unconfirmed);
    const next = readPassword(form.next);
    if (!next.ok) return refused(next);
    const current = readCurrentPassword(form.current);
    if (!current.ok) return refused(current);
    const outcome = await changePassword(ctx, { next: next.value, current: current.value, intent: form.intent });
    return outcome.ok ? toReceipt(ctx.mailbox.address, outcome.value) : refused(outcome);
  },
  async actWithoutSession(form, address) {
    const next = readPassword(form.next);
    const sessionId = await readSessionCookie();
    if (!next.ok || !sessionId) return undefined;
    const request = { next: next.value, intent: form.intent, sessionId, address };
    const repeated = await findRepeatedChange(currentContext(), request);
    return repeated && toReceipt(address, repeated);
  },
});

/** Suggests a password for the form of an own mailbox, under the same checks as the form. Called by script. */
export async function suggestPasswordAction(
  address: string,
  owner: string,
  style: SuggestionStyle,
): Promise<Answer<string>> {
  const known = SUGGESTION_STYLES.find((one) => one === style);
  if (!known) return malformed();
  return mailboxQuestion({ address, owner }, async (ctx) => {
    const refusal = await refuseChangeForm(ctx);
    if (refusal?.code === 'mailbox.suspended_warning') {
      return (await refuseReinstating(ctx.db, ctx.mailbox)) ?? refusal;
    }
    if (refusal) return refusal;
    const suggested = await suggestPassword(ctx, known);
    return suggested.ok ? ok(suggested.value.reveal()) : suggested;
  });
}

async function toReceipt(address: string, { change, sessionId }: ChangedPassword): Promise<ActionState> {
  await writeSessionCookie(sessionId);
  return redirectAfterForm(`/mailboxes/${address}/password/changes/${change.id}`);
}
