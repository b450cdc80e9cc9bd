import type { ChangePasswordForm } from './password-form';

/**
 * Compares the two entries of a new password, in either spelling of a character. Runs in the browser too.
 *
 * @returns undefined when they are the same, and without a password, whose own refusal comes first
 */
export function confirmationFault({
  next,
  confirm,
}: Pick<ChangePasswordForm, 'next' | 'confirm'>): 'password.confirm_missing' | 'password.confirm_differs' | undefined {
  if (next === '') return undefined;
  if (confirm === '') return 'password.confirm_missing';
  return next.normalize('NFC') === confirm.normalize('NFC') ? undefined : 'password.confirm_differs';
}
