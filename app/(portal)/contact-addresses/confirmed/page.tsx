import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asMailAddress } from '@/app/_ui/mail-address';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { unsealOutcome } from '@/app/_web/sealed-outcome';

export default publicPage(async (_ctx, { query }) => {
  const outcome = unsealOutcome(query.outcome);
  return outcome?.kind === 'address_confirmed' ? (
    <Confirmed address={outcome.address} />
  ) : (
    <RefusalPage code="page.not_found" />
  );
});

function Confirmed({ address }: { address: string }) {
  const t = useTranslations('contactAddresses');
  return (
    <>
      <Heading title={t('confirmedTitle')} />
      <Callout kind="done">
        <p>{t.rich('confirmedText', { address, addr: asMailAddress })}</p>
      </Callout>
      <p>
        <a href="/">{t('home')}</a>
      </p>
    </>
  );
}
