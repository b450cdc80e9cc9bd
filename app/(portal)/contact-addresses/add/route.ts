import * as z from 'zod/mini';
import { codeOf } from '@/app/_web/action';
import { currentLanguage } from '@/app/_web/current-language';
import { memberForm } from '@/app/_web/member-form';
import { addContactAddress } from '@/lib/contact-address/add-contact-address';
import { contactAddress } from '@/lib/contact-address/contact-address-form';
import { readPassword } from '@/lib/password/read-password';

const form = z.object({ address: z.string(), current: z.optional(z.string()) });

export const POST = memberForm('/contact-addresses', form, async (ctx, { address: typed, current }) => {
  const address = contactAddress.safeParse(typed);
  // Cut: what is longer than any address is nothing that anybody would want back.
  const back = { typed: typed.slice(0, 254) };
  if (!address.success) return { refused: codeOf(address.error), ...back };
  const password = current ? readPassword(current) : undefined;
  if (password && !password.ok) return { refused: 'proof.current_wrong', ...back };
  const outcome = await addContactAddress(ctx, {
    address: address.data,
    current: password?.value,
    language: await currentLanguage(),
  });
  if (!outcome.ok) return { refused: outcome.code, detail: outcome.detail, ...back };
  return { done: 'address_added', address: address.data };
});
