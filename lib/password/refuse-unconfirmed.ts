import type { MailboxContext } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';
import { aboutOwner } from '@/lib/strength/about-owner';
import { type JudgingTools, judgePassword } from '@/lib/strength/judge-password';
import { readPassword } from '@/lib/strength/read-password';
import { confirmationFault } from './confirmation-fault';
import type { ChangePasswordForm } from './password-form';

/**
 * Refuses a form whose two entries differ; undefined when they are the same. A password that would be refused anyway is
 * refused for its own fault, since confirming it would not help.
 *
 * @returns the refusal of the password, with `confirm` in its detail, the code of the fault of the confirmation; or that
 *   fault alone when the password has none, or cannot be judged now
 */
export async function refuseUnconfirmed(
  ctx: MailboxContext & JudgingTools,
  form: Pick<ChangePasswordForm, 'next' | 'confirm'>,
): Promise<Refused | undefined> {
  const fault = confirmationFault(form);
  if (!fault) return undefined;
  const read = readPassword(form.next);
  const judged = read.ok ? await judgePassword(read.value, aboutOwner(ctx), ctx) : read;
  if (judged.ok || judged.code === 'service.busy') return refuse(fault);
  return refuse(judged.code, { ...judged.detail, confirm: fault });
}
