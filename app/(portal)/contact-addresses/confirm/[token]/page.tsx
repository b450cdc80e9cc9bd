import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailAddress } from '@/app/_ui/mail-address';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { type LinkedAddress, lookAtConfirmation } from '@/lib/account/contact-address/look-at-confirmation';

export default publicPage<{ token: string }>(async (ctx, { params }) => {
  const found = await lookAtConfirmation(ctx, params.token);
  return found.ok ? <Confirm linked={found.value} token={params.token} /> : <RefusalPage {...found} />;
});

function Confirm({ linked, token }: { linked: LinkedAddress; token: string }) {
  const t = useTranslations('contactAddresses');
  const name = useBilingual()({ zh: linked.name, en: linked.nameEn });
  return (
    <>
      <Heading title={t('confirmTitle')} />
      <p>{t.rich('confirmText', { name, address: linked.address, addr: asMailAddress })}</p>
      <p>{t('confirmWarn')}</p>
      <form action="/contact-addresses/confirmation" method="post">
        <input type="hidden" name="token" value={token} />
        <p className="actions">
          <button className="button" type="submit">
            <LanguageParts>{t('confirmGo')}</LanguageParts>
          </button>
        </p>
      </form>
    </>
  );
}
