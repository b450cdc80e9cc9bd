import { useTranslations } from 'next-intl';
import { AnnouncementText } from '@/app/_web/announcement-text';
import { currentLanguage } from '@/app/_web/current-language';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { type AnnouncementWords, announcementIn } from '@/lib/suspension/announcement/announcement-in';
import { readAnnouncement } from '@/lib/suspension/announcement/read-announcement';

export default publicPage<{ id: string }>(async (ctx, { params }) => {
  const found = await readAnnouncement(ctx, params.id);
  if (!found.ok) return <RefusalPage {...found} />;
  const words = announcementIn(found.value, await currentLanguage());
  return <PublicAnnouncement postedOn={found.value.postedOn} words={words} />;
});

function PublicAnnouncement({ postedOn, words }: { postedOn: string; words: AnnouncementWords }) {
  const t = useTranslations('announcements');
  const { day } = useMoments();
  return (
    <>
      <Heading title={words.subject} />
      <p className="quiet">{t('postedOn', { date: day(postedOn) })}</p>
      <AnnouncementText blocks={words.blocks} />
      <p className="actions">
        <a className="button secondary" href="/announcements">
          {t('back')}
        </a>
      </p>
    </>
  );
}
