import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/app/_ui/icon';
import { useBilingual } from '@/app/_web/bilingual';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { Heading } from '@/app/_web/heading';
import type { Config } from '@/lib/config/config';
import { WhereTheLinkIs } from './where-the-link-is';

/** The start page of a browser that is not signed in: the three ways to a new password. */
export function Welcome({ config }: { config: Config }) {
  const t = useTranslations('welcome');
  const campusSystem = useBilingual()(config.campus.campusSystem.name);
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('intro')}</p>
      <ol className="cards">
        <Way icon="building" title={t('way1')} text={t('way1Text', { campusSystem })}>
          <a className="button" href={campusSystemUrl(config)}>
            {config.mode === 'demo' ? t('way1Demo') : t('way1Go', { campusSystem })}
          </a>
          <WhereTheLinkIs />
          <p className="quiet">{t('way1Life')}</p>
        </Way>
        <Way icon="key" title={t('way2')} text={t('way2Text', { campusSystem })}>
          <a className="button secondary" href="/login">
            {t('way2Go')}
          </a>
        </Way>
        <Way icon="paper" title={t('way3')} text={t('way3Text')}>
          <a className="button secondary" href="/paper-form">
            {t('way3Go')}
          </a>
        </Way>
      </ol>
    </>
  );
}

function Way({ icon, title, text, children }: { icon: IconName; title: string; text: string; children: ReactNode }) {
  return (
    <li className="card way">
      <Icon name={icon} />
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
    </li>
  );
}
