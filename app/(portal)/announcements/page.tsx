import { useTranslations } from 'next-intl';
import { EmptyState } from '@/app/_ui/empty-state';
import { Icon } from '@/app/_ui/icon';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { publicPage } from '@/app/_web/page';
import { listAnnouncements } from '@/lib/suspension/announcement/list-announcements';

export default publicPage(async (ctx) => <Announcements announcements={await listAnnouncements(ctx)} />);

function Announcements({ announcements }: { announcements: Awaited<ReturnType<typeof listAnnouncements>> }) {
  const t = useTranslations('announcements');
  const bilingual = useBilingual();
  const { day } = useMoments();
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('intro')}</p>
      {announcements.length === 0 ? (
        <EmptyState icon="megaphone">{t('empty')}</EmptyState>
      ) : (
        <ul className="links links-of-one">
          {announcements.map(({ id, postedOn, subjectZh, subjectEn }) => (
            <li key={id}>
              <Icon name="megaphone" />
              <div>
                <h2>
                  <a href={`/announcements/${id}`}>{bilingual({ zh: subjectZh, en: subjectEn })}</a>
                </h2>
                <p className="quiet">{t('postedOn', { date: day(postedOn) })}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
