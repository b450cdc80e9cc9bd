import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Facts } from '@/app/_ui/facts';
import { Icon, type IconName } from '@/app/_ui/icon';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailLink } from '@/app/_ui/mail-link';
import { Phone } from '@/app/_ui/phone';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { PAPER_FORM_KINDS, type PaperFormKind } from '@/lib/mailbox/paper-form/paper-form-kinds';

const ICONS: Record<PaperFormKind, IconName> = { password: 'key', reinstatement: 'lock', custodian: 'person' };

export default publicPage(async ({ config }) => <PaperForms campus={config.campus} />);

/** Way 3: the purpose of each form, the documents to bring, and where to hand it in. */
function PaperForms({ campus }: { campus: CampusProfile }) {
  const t = useTranslations('paper');
  const bilingual = useBilingual();
  const { contact, division, office } = campus;
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('intro')}</p>
      <section>
        <h2>{t('choose')}</h2>
        <ul className="links links-of-one">
          {PAPER_FORM_KINDS.map((kind) => (
            <li key={kind}>
              <Icon name={ICONS[kind]} />
              <div>
                <h3>
                  <a href={`/paper-form/${kind}`}>
                    <LanguageParts>{t(`kinds.${kind}.title`)}</LanguageParts>
                  </a>
                </h3>
                <p>
                  <LanguageParts>{t(`kinds.${kind}.text`)}</LanguageParts>
                </p>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('how')}</h2>
        <ol>
          <li>{t('step1')}</li>
          <li>{t('step2')}</li>
          <li>{t('step3', { division: bilingual(division) })}</li>
          <li>{t('step4')}</li>
          <li>{t('step5')}</li>
        </ol>
      </section>
      <Callout kind="warning">
        <p>
          <strong>{t('noPassword')}</strong> {t('noPasswordMore')}
        </p>
      </Callout>
      <section>
        <h2>{t('bring')}</h2>
        <ul>
          <li>{t('bring1')}</li>
          <li>{t('bring2')}</li>
          <li>{t('bring3')}</li>
        </ul>
      </section>
      <section>
        <h2>{t('where')}</h2>
        <Facts
          facts={[
            [t('office'), bilingual(division)],
            ...(office
              ? [[t('place'), bilingual(office.place)] as const, [t('hours'), bilingual(office.hours)] as const]
              : []),
            [t('phone'), <Phone key="phone">{contact.phone}</Phone>],
            [t('mail'), <MailLink key="mail">{contact.mail}</MailLink>],
            [
              t('site'),
              <a key="site" href={contact.site}>
                {contact.site}
              </a>,
            ],
          ]}
        />
      </section>
    </>
  );
}
