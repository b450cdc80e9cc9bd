// The small build of zod: this schema travels to the browser, where the full one would weigh sixteen times as much.
import * as z from 'zod/mini';
import type { RefusalCode } from '@/lib/refusal-codes';
import { MAX_TYPED_UNITS } from '@/lib/strength/normalise-password';

/** A schema's error message is a refusal code, so that the form finds its sentence in both languages. */
const says = (code: RefusalCode): { error: string } => ({ error: code });

// Aborts, so that nothing further is done with a text whose length nobody has bounded.
const boundedLength = z.maxLength(MAX_TYPED_UNITS, { ...says('password.too_many_bytes'), abort: true });

/**
 * The form that sets a password, parsed alike by browser and server: its shape only. What the password may be is said
 * by `readPassword` and `judgePassword`.
 *
 * `intent` is the key under which a repeated submission is the same change.
 */
export const changePasswordForm = z
  .object({
    next: z.string(says('request.malformed')).check(z.minLength(1, says('password.empty')), boundedLength),
    confirm: z.string(says('request.malformed')).check(boundedLength),
    /** Asked for when the sign-in by mailbox password was some time ago. */
    current: z.optional(z.string(says('request.malformed')).check(boundedLength)),
    intent: z.uuid(says('request.malformed')),
  })
  .check(
    z.refine((form) => form.next.normalize('NFC') === form.confirm.normalize('NFC'), {
      ...says('password.confirm_differs'),
      path: ['confirm'],
    }),
  );

export type ChangePasswordForm = z.infer<typeof changePasswordForm>;
