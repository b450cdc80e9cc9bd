import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { HTML_LANG } from '@/app/_web/language';

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
      <Step text={t.rich('path2', { zh: asChinese })}>
        <span className="screen-line" />
        <span>{t('screenGroup')}</span>
        <span className="screen-here">{t('screenService')}</span>
        <span className="screen-line" />
      </Step>
      <Step text={t.rich('path3', { zh: asChinese })}>
        <span className="screen-line" />
        <span className="screen-here">{t('screenLink')}</span>
        <span className="screen-line" />
      </Step>
    </ol>
  );
}

function Step({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <li>
      <div className="screen" aria-hidden="true">
        {children}
      </div>
      <p>{text}</p>
    </li>
  );
}

/** Renders `<zh>`: a label that the campus system shows in Chinese. */
function asChinese(label: ReactNode): ReactNode {
  return <span lang={HTML_LANG.zh_TW}>{label}</span>;
}
