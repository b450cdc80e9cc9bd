import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { removeContactAddress } from '@/lib/account/contact-address/remove-contact-address';
import { readCurrentPassword } from '@/lib/password/read-current-password';

const form = z.object({ id: z.uuid(), current: z.optional(z.string()) });

/** Removes a contact address of the member. */
export const POST = memberForm('/contact-addresses', form, async (ctx, { id, current }) => {
  const password = readCurrentPassword(current);
  if (!password.ok) return { refused: password.code, detail: password.detail };
  const removed = await removeContactAddress(ctx, { id, current: password.value });
  if (!removed.ok) return { refused: removed.code, detail: removed.detail };
  return { done: 'address_removed', address: removed.value.address };
});
