import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { languageIn } from '@/app/_web/language';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { requestScope } from '@/app/_web/request-scope';
import type { Person } from '@/lib/context';
import { listDemoPeople } from '@/lib/demo/list-demo-people';
import { makeDemoLink } from '@/lib/demo/make-demo-link';

/** Simulates the campus information system in a demo: it issues a real campus link for a chosen invented person. */
export default publicPage(async (ctx, { query }) => {
  const key = ctx.config.demoCampusKey;
  if (!key) return <RefusalPage code="page.not_found" />;
  const people = await listDemoPeople(ctx);
  const person = people.find(({ number }) => number === query.number);
  if (!person) return <ChoosePerson people={people} hasSignedOut={query['signed-out'] !== undefined} />;
  const { url } = await makeDemoLink(ctx, key, {
    person,
    ip: ctx.address ?? '',
    lang: languageIn(String(query.lang)),
    origin: originAskedFor(ctx.config.origins, requestScope().host),
  });
  return <SignedIn person={person} link={url} />;
});

/** Keeps a browser on the host name that it used: another name of the portal would be another origin. */
function originAskedFor(origins: readonly string[], host: string): string | undefined {
  return origins.find((origin) => new URL(origin).host === host);
}

function ChoosePerson({ people, hasSignedOut }: { people: Person[]; hasSignedOut: boolean }) {
  const t = useTranslations('demo');
  const bilingual = useBilingual();
  return (
    <>
      <Heading title={t('title')} />
      {hasSignedOut && (
        <Callout kind="info">
          <p>{t('signedOut')}</p>
        </Callout>
      )}
      <p>{t('notice')}</p>
      <h2>{t('people')}</h2>
      <ul className="people">
        {people.map((person) => (
          <li key={person.number}>
            <a href={`/demo/campus?number=${person.number}`}>
              {bilingual({ zh: person.name, en: person.nameEn })} ({person.number})
            </a>{' '}
            <LanguageParts>{person.condition}</LanguageParts> {person.isOperator && <strong>{t('operator')}</strong>}
          </li>
        ))}
      </ul>
    </>
  );
}

function SignedIn({ person, link }: { person: Person; link: string }) {
  const t = useTranslations('demo');
  const bilingual = useBilingual();
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('signedInAs', { name: bilingual({ zh: person.name, en: person.nameEn }), number: person.number })}</p>
      <div className="campus-system">
        <nav aria-label={t('menu')}>
          <h2>{t('group')}</h2>
          <ul>
            <li>
              <a href={`/demo/campus?number=${person.number}`} aria-current="page">
                {t('service')}
              </a>
            </li>
          </ul>
        </nav>
        <div>
          <p>
            <a className="button" href={link}>
              {t('go')}
            </a>
          </p>
          <p className="quiet">{t('life')}</p>
          <p>
            <a href="/demo/campus">{t('other')}</a>
          </p>
        </div>
      </div>
    </>
  );
}
