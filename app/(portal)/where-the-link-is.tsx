import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageParts } from '@/app/_ui/language-parts';

/**
 * Three drawings of the campus system, from signing in to the link to this portal. A sentence beneath each says the same, so
 * screen readers skip the drawings.
 */
export function WhereTheLinkIs() {
  const t = useTranslations('welcome');
  return (
    <ol className="path" aria-label={t('path')}>
      <Step text={t('path1')}>
        <span className="screen-field" />
        <span className="screen-field" />
        <span className="screen-here">{t('screenSignIn')}</span>
      </Step>
      <Step text={t('path2')}>
        <span className="screen-line" />
        <span>{t('screenGroup')}</span>
        <span className="screen-here">{t('screenService')}</span>
        <span className="screen-line" />
      </Step>
      <Step text={t('path3')}>
        <span className="screen-line" />
        <span className="screen-here">{t('screenLink')}</span>
        <span className="screen-line" />
      </Step>
    </ol>
  );
}

function Step({ text, children }: { text: string; children: ReactNode }) {
  return (
    <li>
      <div className="screen" aria-hidden="true">
        {children}
      </div>
      <p>
        <LanguageParts>{text}</LanguageParts>
      </p>
    </li>
  );
}
