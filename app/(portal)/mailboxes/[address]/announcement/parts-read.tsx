import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { AnnouncementText } from '@/app/_web/announcement-text';
import { IncidentList } from './incident-list';
import type { ShownPart } from './show-part';

/** The parts sent so far. Each has a name and can take the focus, so that a screen reader continues from there. */
export function PartsRead({ parts, of, last }: { parts: readonly ShownPart[]; of: number; last?: Ref<HTMLElement> }) {
  const t = useTranslations('announcement');
  const numbered = parts.map((part, at) => ({ part, number: at + 1 }));
  return numbered.map(({ part, number }) => (
    <section
      key={number}
      id={`part-${number}`}
      className="announcement-part"
      tabIndex={-1}
      aria-label={t('part', { number, parts: of })}
      ref={number === parts.length ? last : undefined}
    >
      {'blocks' in part ? <AnnouncementText blocks={part.blocks} /> : <IncidentList incidents={part.incidents} />}
    </section>
  ));
}
