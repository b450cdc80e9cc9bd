import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { FormOwner } from '@/app/_web/form-owner';
import { useMoments } from '@/app/_web/moments';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { ACCESS_LOG } from './access-log-url';

interface Props {
  ctx: MailboxRequest;
  keptDays: number;
  hasDetail: boolean;
  /** When the file of countries was made. */
  countriesOf: Date;
}

/** Tells what is stored and for how long, and switches the detail. */
export function Privacy({ ctx, keptDays, hasDetail, countriesOf }: Props) {
  const t = useTranslations('access.privacy');
  const { date } = useMoments();
  return (
    <section>
      <h2>{t('heading')}</h2>
      <ul>
        <li>{t('kept', { days: keptDays })}</li>
        <li>{t('stored')}</li>
        <li>{t('never')}</li>
        <li>{t('countries', { date: date(countriesOf) })}</li>
        <li>{t(hasDetail ? 'detailOn' : 'detailOff')}</li>
      </ul>
      <form action={`${ACCESS_LOG}/detail`} method="post">
        <FormOwner ctx={ctx} />
        <input type="hidden" name="mailbox" value={ctx.mailbox.address} />
        <input type="hidden" name="detail" value={hasDetail ? 'off' : 'on'} />
        <button className="button secondary" type="submit">
          <LanguageParts>{t(hasDetail ? 'switchOff' : 'switchOn')}</LanguageParts>
        </button>
      </form>
    </section>
  );
}
