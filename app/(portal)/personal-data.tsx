import { useTranslations } from 'next-intl';
import { type Fact, Facts } from '@/app/_ui/facts';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { PersonName } from '@/app/_ui/person-name';
import { useBilingual } from '@/app/_web/bilingual';
import { useMoments } from '@/app/_web/moments';
import type { MemberRequest } from '@/lib/runtime/runtime';

/**
 * The personal data as the campus system sent it, and this sign-in. A session opened with a unit's shared password gets the
 * sign-in alone: its user need not be the custodian.
 */
export function PersonalData({ ctx }: { ctx: MemberRequest }) {
  const t = useTranslations('home');
  const { moment } = useMoments();
  const { session } = ctx;
  const person = usePersonFacts(ctx);
  return (
    <>
      <Facts
        facts={[
          ...(session.limitedTo ? [] : person),
          [t('signedInAt'), moment(session.createdAt)],
          [t('address'), <NetworkAddress key="address">{ctx.address}</NetworkAddress>],
        ]}
      />
      {!session.limitedTo && <p className="quiet">{t('conditionHint')}</p>}
    </>
  );
}

function usePersonFacts({ config, person, session }: MemberRequest): Fact[] {
  const t = useTranslations('home');
  const bilingual = useBilingual();
  const { role, number, condition: id } = person;
  const condition = config.campus.conditions[role].find((one) => one.id === id);
  // The name that the campus system sent is in Chinese, if the profile does not know it.
  const conditionName = condition ? bilingual(condition.name) : <LanguageParts key="condition">{id}</LanguageParts>;
  return [
    [t(role === 'staff' ? 'staffNumber' : 'studentNumber'), t('numberAndRole', { number, role: t(role) })],
    [t('name'), <PersonName key="name">{person.name}</PersonName>],
    [t('nameEn'), <PersonName key="nameEn">{person.nameEn}</PersonName>],
    [t('condition'), session.way === 'mailbox' ? t('conditionNotBrought') : conditionName],
  ];
}
