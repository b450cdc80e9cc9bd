import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailAddress } from '@/app/_ui/mail-address';
import { FormOwner } from '@/app/_web/form-owner';
import { Heading } from '@/app/_web/heading';
import { memberPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { type ContactAddress, listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import { type HolderProof, proofAskedFor } from '@/lib/account/contact-address/prove-holder';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { CurrentPassword } from '../../current-password';

export default memberPage<{ id: string }>(async (ctx, { params }) => {
  const address = (await listContactAddresses(ctx)).find(({ id }) => id === params.id);
  if (!address) return <RefusalPage code="contact_address.not_found" />;
  const proof = await proofAskedFor(ctx);
  return proof === 'stale' ? <RefusalPage code="proof.stale" /> : <Remove ctx={ctx} contact={address} proof={proof} />;
});

function Remove({
  ctx,
  contact,
  proof,
}: {
  ctx: MemberRequest;
  contact: ContactAddress;
  proof: Exclude<HolderProof, 'stale'>;
}) {
  const t = useTranslations('contactAddresses');
  const { id, address, confirmedAt } = contact;
  return (
    <>
      <Heading title={t('removeTitle')} />
      <p>{t.rich(confirmedAt ? 'removeText' : 'removeTextUnconfirmed', { address, addr: asMailAddress })}</p>
      <form action="/contact-addresses/remove" method="post" className="form">
        <FormOwner ctx={ctx} />
        <input type="hidden" name="id" value={id} />
        {proof !== 'fresh' && <CurrentPassword of={proof.passwordOf} />}
        <p className="actions">
          <a className="button secondary" href="/contact-addresses">
            <LanguageParts>{t('cancel')}</LanguageParts>
          </a>
          <button className="button" type="submit">
            <LanguageParts>{t('removeGo')}</LanguageParts>
          </button>
        </p>
      </form>
    </>
  );
}
