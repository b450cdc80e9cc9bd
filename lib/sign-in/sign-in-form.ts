// The small build of zod: this schema is sent to the browser.
import * as z from 'zod/mini';
import type { RefusalCode } from '@/lib/refusal-codes';
import { MAX_TYPED_UNITS } from '@/lib/strength/normalise-password';

const says = (code: RefusalCode): { error: string } => ({ error: code });
// A longer text cannot be right. It is refused like any other wrong entry, before it is processed.
const boundedTo = (most: number) => z.maxLength(most, { ...says('sign_in.failed'), abort: true });

/** A missing answer becomes an empty one, which the check of the captcha refuses: it is never a free pass. */
const answer = (most: number) => z._default(z.string(says('captcha.wrong')).check(boundedTo(most)), '');

/** The form of way 2, parsed alike by browser and server: its shape only. */
export const signInForm = z.object({
  account: z.string(says('request.malformed')).check(
    boundedTo(400),
    z.refine((typed) => typed.trim() !== '', says('sign_in.account_missing')),
  ),
  domain: z.string(says('request.malformed')).check(boundedTo(255)),
  password: z
    .string(says('request.malformed'))
    .check(z.minLength(1, says('sign_in.password_missing')), boundedTo(MAX_TYPED_UNITS)),
  captcha: answer(64),
  digits: answer(64),
  proof: answer(4_096),
});

/** The fields before the defaults are filled in. */
export type SignInEntries = z.input<typeof signInForm>;
export type SignInForm = z.infer<typeof signInForm>;
