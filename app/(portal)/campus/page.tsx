import { redirect } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Facts } from '@/app/_ui/facts';
import { LanguageParts } from '@/app/_ui/language-parts';
import { PersonName } from '@/app/_ui/person-name';
import { arrivingLink } from '@/app/_web/arriving-link';
import { useBilingual } from '@/app/_web/bilingual';
import { currentMember } from '@/app/_web/current-member';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { refuse } from '@/lib/result';
import type { MemberRequest } from '@/lib/runtime/runtime';
import type { WelcomeLink } from '@/lib/sign-in/campus-link/check-campus-link';
import { GoOnByItself } from './go-on-by-itself';

export default publicPage(async (_ctx, { query }) => {
  const link = (await arrivingLink()) ?? refuse('campus_link.not_authentic');
  const { found } = await currentMember();
  // After the sign-in, "back" and reload lead here again, with a URL that has lost its token or with a spent link.
  const isSignedInByLink = link.ok && found.ok && link.value.openedSessionId === found.value.session.id;
  if (isSignedInByLink || (found.ok && query.token === undefined)) redirect('/');
  if (!link.ok) return <RefusalPage {...link} />;
  const other = found.ok && isOtherUser(found.value, link.value) ? found.value : undefined;
  return <ContinueAs link={link.value} token={String(query.token)} other={other} />;
});

/** Names the user of the link before the link is spent, so that the link of another user is noticed. */
function ContinueAs({ link, token, other }: { link: WelcomeLink; token: string; other?: MemberRequest }) {
  const t = useTranslations('campus');
  const home = useTranslations('home');
  const bilingual = useBilingual();
  const { sub: number, name, name_en: nameEn, role } = link.claims;
  return (
    <>
      <Heading title={t('title')} />
      {other && (
        <Callout kind="warning">
          <p>
            <LanguageParts>
              {other.session.limitedTo
                ? t('sharedPassword')
                : t('someoneElse', { name: bilingual(namesOf(other)), number: other.person.number })}
            </LanguageParts>
          </p>
        </Callout>
      )}
      <p>{t('check')}</p>
      <div className="arrival">
        <Facts
          facts={[
            [home(role === 'staff' ? 'staffNumber' : 'studentNumber'), number],
            [home('name'), <PersonName key="name">{name}</PersonName>],
            [home('nameEn'), <PersonName key="nameEn">{nameEn}</PersonName>],
          ]}
        />
      </div>
      <form action="/campus/enter" method="post" id="enter">
        <input type="hidden" name="token" value={token} />
        {/* Distinguishes this form from one of the campus system, which is submitted before any cookie is set. */}
        <input type="hidden" name="page" value="yes" />
        <p className="actions">
          <button className="button" type="submit">
            <LanguageParts>{t('continueAs', { name: bilingual({ zh: name, en: nameEn }), number })}</LanguageParts>
          </button>
          <a href="/">{t('notMe')}</a>
        </p>
      </form>
      {!other && <GoOnByItself form="enter" note={t('goesOn')} />}
    </>
  );
}

/** A session opened with a shared password belongs to no particular person, so it always counts as another user's. */
function isOtherUser({ person, session }: MemberRequest, link: WelcomeLink): boolean {
  return session.limitedTo !== null || person.number !== link.claims.sub;
}

const namesOf = ({ person }: MemberRequest) => ({ zh: person.name, en: person.nameEn });
