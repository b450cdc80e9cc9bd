import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { SENDING_LOG, type SendingPart, sendingLogUrl } from './sending-log-url';

interface Props {
  part: SendingPart;
  mailbox: string;
  /** The values that the fields have: those of the query, also when it was refused. */
  values: Readonly<Record<string, string>>;
  /** The first and the last day that is kept. */
  kept: { from: string; to: string };
  /** The name of the choice, with its options. */
  choice: { name: 'state' | 'outcome'; options: readonly (readonly [value: string, label: string])[] };
  /** The name of the field for a part of an address. */
  text: 'recipient' | 'sender';
}

/** Which messages are shown: by day, by outcome and by a part of an address. */
export function FilterForm({ part, mailbox, values, kept, choice, text }: Props) {
  const t = useTranslations('sending.filter');
  return (
    <form className="form" action={`${SENDING_LOG}${part}`} method="get">
      <input type="hidden" name="mailbox" value={mailbox} />
      <div className="log-fields">
        {(['from', 'to'] as const).map((name) => (
          <div key={name} className="field">
            <label htmlFor={`filter-${name}`}>
              <LanguageParts>{t(name)}</LanguageParts>
            </label>
            <input
              id={`filter-${name}`}
              name={name}
              type="date"
              defaultValue={values[name]}
              min={kept.from}
              max={kept.to}
            />
          </div>
        ))}
        <div className="field">
          <label htmlFor="filter-choice">
            <LanguageParts>{t('state')}</LanguageParts>
          </label>
          <select id="filter-choice" name={choice.name} defaultValue={values[choice.name]}>
            <option value="">{t('all')}</option>
            {choice.options.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="filter-text">
            <LanguageParts>{t(text)}</LanguageParts>
          </label>
          <input id="filter-text" name={text} type="text" defaultValue={values[text]} autoComplete="off" />
        </div>
      </div>
      <p className="actions">
        <button className="button" type="submit">
          <LanguageParts>{t('search')}</LanguageParts>
        </button>
        <a href={sendingLogUrl(part, { mailbox })}>{t('reset')}</a>
      </p>
    </form>
  );
}
