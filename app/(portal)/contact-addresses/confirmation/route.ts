import { linkForm } from '@/app/_web/link-form';
import { sealOutcome } from '@/app/_web/sealed-outcome';
import { confirmContactAddress } from '@/lib/account/contact-address/confirm-contact-address';
import { ok } from '@/lib/result';

/** Confirms a contact address with the token of its link. */
export const POST = linkForm(
  (token) => `/contact-addresses/confirm/${token}`,
  async (ctx, token) => {
    const confirmed = await confirmContactAddress(ctx, token);
    if (!confirmed.ok) return confirmed;
    const outcome = sealOutcome({ kind: 'address_confirmed', address: confirmed.value.address });
    return ok(`/contact-addresses/confirmed?outcome=${outcome}`);
  },
);
