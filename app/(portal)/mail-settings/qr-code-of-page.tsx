import { useTranslations } from 'next-intl';
import type { QrCode } from '@/lib/mailbox/mail-settings/qr-code';

/** The address of the page for the camera of a phone. A narrow screen is a phone already, and does not show it. */
export function QrCodeOfPage({ code: { path, viewBox } }: { code: QrCode }) {
  const t = useTranslations('mailSettings.qr');
  return (
    <section className="qr">
      <h2>{t('title')}</h2>
      <p>{t('text')}</p>
      <svg role="img" aria-label={t('label')} viewBox={viewBox} shapeRendering="crispEdges">
        <path d={path} />
      </svg>
    </section>
  );
}
