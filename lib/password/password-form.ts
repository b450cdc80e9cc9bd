import * as z from 'zod/mini';
import type { RefusalCode } from '@/lib/refusal-codes';
import { MAX_TYPED_UNITS } from '@/lib/strength/normalise-password';

/** A schema's error message is a refusal code, so that the form can say it in either language. */
const says = (code: RefusalCode): { error: string } => ({ error: code });

// `abort` stops here, so that no later check processes a text of unbounded length.
const boundedLength = z.maxLength(MAX_TYPED_UNITS, { ...says('password.too_many_bytes'), abort: true });

/**
 * The form that sets a password, as the server parses it. It checks the form's shape only; `confirmationFault` compares
 * the two entries, and `readPassword` and `judgePassword` check the password itself. The browser calls the same functions,
 * without this schema and its library.
 *
 * `intent` identifies the submission: a repeated one makes no second change.
 */
export const changePasswordForm = z.object({
  next: z.string(says('request.malformed')).check(z.minLength(1, says('password.empty')), boundedLength),
  confirm: z.string(says('request.malformed')).check(boundedLength),
  /** The form asks for it when the sign-in by mailbox password is no longer recent. */
  current: z.optional(z.string(says('request.malformed')).check(boundedLength)),
  intent: z.uuid(says('request.malformed')),
});

export type ChangePasswordForm = z.infer<typeof changePasswordForm>;
