import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailAddress } from '@/app/_ui/mail-address';

/** Where an account is added in each mail program, by the names of its menus. */
const PROGRAMS = [
  ['apple', ['download', 'install', 'mac', 'password']],
  ['android', ['open', 'address', 'servers']],
  ['outlook', ['recent', 'classic', 'address', 'manual']],
  ['thunderbird', ['open', 'address', 'manual']],
] as const;

export function Programs({ address }: { address: string }) {
  const t = useTranslations('mailSettings');
  return (
    <section>
      <h2>{t('programs')}</h2>
      <div className="programs">
        {PROGRAMS.map(([program, steps]) => (
          <details className="fold" key={program}>
            <summary>{t(`program.${program}.name`)}</summary>
            <div>
              <ol>
                {steps.map((step) => (
                  <li key={step}>
                    {t.rich(`program.${program}.${step}` as 'program.android.open', { address, addr: asMailAddress })}
                  </li>
                ))}
              </ol>
              {program === 'apple' && <AppleProfile address={address} />}
            </div>
          </details>
        ))}
      </div>
    </section>
  );
}

function AppleProfile({ address }: { address: string }) {
  const t = useTranslations('mailSettings.program.apple');
  return (
    <>
      <p className="quiet">{t('unsigned')}</p>
      <p className="actions">
        <a className="button" href={`/mail-settings/${address}/mail.mobileconfig`}>
          <LanguageParts>{t('go')}</LanguageParts> <span className="unseen">{address}</span>
        </a>
      </p>
    </>
  );
}
