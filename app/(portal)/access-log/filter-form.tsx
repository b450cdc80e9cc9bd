import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { type AccessType, ALL_ACCESS_TYPES } from '@/lib/mail-log/access/access-types';
import type { Days } from '@/lib/mail-log/read-days';
import { ACCESS_LOG, accessLogUrl } from './access-log-url';

interface Props {
  mailbox: string;
  /** The values that the fields have: those of the query, also when it was refused. */
  values: { from: string; to: string; address: string; types: readonly AccessType[] };
  kept: Pick<Days, 'from' | 'to'>;
  isPrimary: boolean;
}

/** Which entries are shown: by day, type and address. */
export function FilterForm({ mailbox, values, kept, isPrimary }: Props) {
  const t = useTranslations('access.filter');
  const types = useTranslations('access.type');
  return (
    <form className="form" action={ACCESS_LOG} method="get">
      <input type="hidden" name="mailbox" value={mailbox} />
      <input type="hidden" name="chosen" value="1" />
      <div className="log-fields">
        <Input name="from" label={t('from')} type="date" value={values.from} min={kept.from} max={kept.to} />
        <Input name="to" label={t('to')} type="date" value={values.to} min={kept.from} max={kept.to} />
        <Input name="address" label={t('address')} value={values.address} describedBy="address-hint" />
      </div>
      <p className="quiet" id="address-hint">
        {t('addressHint')}
      </p>
      <fieldset className="log-types">
        <legend>
          <LanguageParts>{t('types')}</LanguageParts>
        </legend>
        {ALL_ACCESS_TYPES.map((type) => (
          <label key={type}>
            <input type="checkbox" name={type} value="1" defaultChecked={values.types.includes(type)} /> {types(type)}
          </label>
        ))}
      </fieldset>
      <p className="actions">
        <button className={isPrimary ? 'button' : 'button secondary'} type="submit">
          <LanguageParts>{t('search')}</LanguageParts>
        </button>
        <a href={accessLogUrl({ mailbox })}>{t('reset')}</a>
      </p>
    </form>
  );
}

function Input({
  name,
  label,
  type = 'text',
  value,
  min,
  max,
  describedBy,
}: {
  name: string;
  label: string;
  type?: 'text' | 'date';
  value: string;
  min?: string;
  max?: string;
  describedBy?: string;
}) {
  return (
    <div className="field">
      <label htmlFor={`filter-${name}`}>
        <LanguageParts>{label}</LanguageParts>
      </label>
      <input
        id={`filter-${name}`}
        name={name}
        type={type}
        defaultValue={value}
        min={min}
        max={max}
        aria-describedby={describedBy}
        autoComplete="off"
      />
    </div>
  );
}
