import * as z from 'zod/mini';
import { currentLanguage } from '@/app/_web/current-language';
import { memberForm } from '@/app/_web/member-form';
import { addContactAddress } from '@/lib/account/contact-address/add-contact-address';
import { readContactAddress } from '@/lib/account/contact-address/read-contact-address';
import { readCurrentPassword } from '@/lib/password/read-current-password';

const form = z.object({ address: z.string(), current: z.optional(z.string()) });

/** Adds a contact address and sends its confirmation link. A refusal returns the entered address to the form. */
export const POST = memberForm(
  '/contact-addresses',
  form,
  async (ctx, { address: typed, current }) => {
    const address = readContactAddress(typed);
    const input = { typed: shortened(typed) };
    if (!address.ok) return { refused: address.code, detail: address.detail, ...input };
    const password = readCurrentPassword(current);
    if (!password.ok) return { refused: password.code, detail: password.detail, ...input };
    const outcome = await addContactAddress(ctx, {
      address: address.value,
      current: password.value,
      language: await currentLanguage(),
    });
    if (!outcome.ok) return { refused: outcome.code, detail: outcome.detail, ...input };
    return { done: 'address_added', address: address.value };
  },
  ({ address }) => shortened(address),
);

/** The maximum length of an address: longer input is not worth restoring. */
function shortened(typed: string): string {
  return typed.slice(0, 254);
}
