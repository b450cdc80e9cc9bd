import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { type Fact, Facts } from '@/app/_ui/facts';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import { StateLabel } from '@/app/_ui/state-label';
import { useBilingual } from '@/app/_web/bilingual';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { currentMember } from '@/app/_web/current-member';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { SuspensionWarning } from '@/app/_web/suspension-warning';
import { type ConditionalService, conditionAllows } from '@/lib/campus/condition-allows';
import type { Config } from '@/lib/config/config';
import { listOwnMailboxes, type Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { type FailedSignIns, findFailedSignIns } from '@/lib/sign-in/throttle/find-failed-sign-ins';
import { listOwnReinstatements, type OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';

export default publicPage(async ({ config }) => {
  const { found, hasSessionCookie } = await currentMember();
  if (found.ok) {
    const mailboxes = await listOwnMailboxes(found.value);
    const [failed, reinstatements] = await Promise.all([
      findFailedSignIns(found.value, mailboxes),
      listOwnReinstatements(found.value, mailboxes),
    ]);
    return <Home ctx={found.value} mailboxes={mailboxes} failed={failed} reinstatements={reinstatements} />;
  }
  // An invalid session is explained; a browser without one gets the welcome page.
  if (hasSessionCookie && found.code !== 'session.none') return <RefusalPage {...found} />;
  return <ThreeWays config={config} />;
});

function ThreeWays({ config }: { config: Config }) {
  const t = useTranslations('welcome');
  const bilingual = useBilingual();
  const campusSystem = bilingual(config.campus.campusSystem.name);
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('intro')}</p>
      <ol className="ways">
        <li>
          <h2>{t('way1')}</h2>
          <p>{t('way1Text', { campusSystem })}</p>
          <p className="quiet">{t('way1Life')}</p>
          <a className="button" href={campusSystemUrl(config)}>
            {config.mode === 'demo' ? t('way1Demo') : t('way1Go', { campusSystem })}
          </a>
        </li>
        <li>
          <h2>{t('way2')}</h2>
          <p>{t('way2Text')}</p>
          <a className="button secondary" href="/login">
            {t('way2Go')}
          </a>
        </li>
        <li>
          <h2>{t('way3')}</h2>
          <p>{t('way3Text')}</p>
          <a className="button secondary" href="/paper-form">
            {t('way3Go')}
          </a>
        </li>
      </ol>
    </>
  );
}

interface HomeProps {
  ctx: MemberRequest;
  mailboxes: Mailbox[];
  failed: FailedSignIns[];
  /** By mailbox id. */
  reinstatements: ReadonlyMap<string, OwnReinstatement>;
}

function Home({ ctx, mailboxes, failed, reinstatements }: HomeProps) {
  const t = useTranslations('home');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const { person, session } = ctx;
  const isByUnit = session.limitedTo !== null;
  const condition = ctx.config.campus.conditions[person.role].find((one) => one.id === person.condition);
  const nameOfCondition = condition ? bilingual(condition.name) : person.condition;
  const personalFacts: Fact[] = [
    [
      t(person.role === 'staff' ? 'staffNumber' : 'studentNumber'),
      t('numberAndRole', { number: person.number, role: t(person.role) }),
    ],
    [t('name'), person.name],
    [t('nameEn'), person.nameEn],
    [t('condition'), session.way === 'mailbox' ? t('conditionNotBrought') : nameOfCondition],
  ];
  return (
    <>
      <Heading title={t('title')} />
      {mailboxes.map((mailbox) => (
        <SuspensionWarning key={mailbox.id} mailbox={mailbox} reinstatement={reinstatements.get(mailbox.id)} />
      ))}
      {failed.map((one) => (
        <FailedSignInsCallout key={one.address} config={ctx.config} failed={one} />
      ))}
      {isByUnit ? (
        <Callout kind="info">
          <p>{t('unitOnly')}</p>
        </Callout>
      ) : (
        <p>{t('welcome', { name: bilingual({ zh: person.name, en: person.nameEn }) })}</p>
      )}
      <section>
        <h2>{t(isByUnit ? 'signIn' : 'data')}</h2>
        <Facts
          facts={[
            ...(isByUnit ? [] : personalFacts),
            [t('address'), <MailAddress key="address">{ctx.address}</MailAddress>],
            [t('signedInAt'), moment(session.createdAt)],
            [t('language'), t('languageName')],
          ]}
        />
        {!isByUnit && <p className="quiet">{t('conditionHint')}</p>}
      </section>
      <section>
        <h2>{t('services')}</h2>
        <ul className="services">
          <li>
            <h3>
              <a href="/mailboxes">{t('password')}</a>
            </h3>
            <p>{t('passwordText', { count: mailboxes.length })}</p>
          </li>
          {session.way === 'campus' ? (
            <>
              <ServiceByCondition ctx={ctx} service="newMailbox" />
              <ServiceByCondition ctx={ctx} service="gapp" />
            </>
          ) : (
            <>
              <ServiceOfCampus config={ctx.config} service="newMailbox" />
              <ServiceOfCampus config={ctx.config} service="gapp" />
            </>
          )}
        </ul>
      </section>
    </>
  );
}

/** The number of failed sign-ins to a mailbox of the user, with advice. The user may have caused them. */
function FailedSignInsCallout({ config, failed }: { config: Config; failed: FailedSignIns }) {
  const t = useTranslations('home');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const { address, count, since, isMany, wayTwo } = failed;
  return (
    <Callout kind={isMany ? 'warning' : 'info'}>
      <p>
        <strong>{t.rich('failed', { address, count, since: moment(since), addr: asMailAddress })}</strong>
      </p>
      {wayTwo === 'was_closed' && <p>{t('failedWasClosed')}</p>}
      {wayTwo === 'closed' && <p>{t('failedClosed', { campusSystem: bilingual(config.campus.campusSystem.name) })}</p>}
      <ul>
        <li>{t('failedYou')}</li>
        <li>
          {t.rich('failedNotYou', {
            sessions: (text) => <a href="/sessions">{text}</a>,
            change: (text) => <a href={`/mailboxes/${address}/password`}>{text}</a>,
          })}
        </li>
      </ul>
    </Callout>
  );
}

/** Also shown to users who may not use the service, with the reason and the Conditions that permit it. */
function ServiceByCondition({ ctx, service }: { ctx: MemberRequest; service: ConditionalService }) {
  const t = useTranslations('home');
  const bilingual = useBilingual();
  const { config, person } = ctx;
  const conditions = config.campus.conditions[person.role];
  const nameOf = (id: string) => bilingual(conditions.find((one) => one.id === id)?.name ?? { zh: id, en: id });
  const isAllowed = conditionAllows(config.campus, service, person);
  const allowed = config.campus.services[service][person.role].map(nameOf).join(bilingual({ zh: '、', en: ', ' }));
  return (
    <li>
      <h3>{t(service)}</h3>
      <p>
        <StateLabel kind={isAllowed ? 'good' : 'act'}>{t(isAllowed ? 'allowed' : 'notAllowed')}</StateLabel>{' '}
        {t(isAllowed ? 'conditionAllows' : 'conditionForbids', { condition: nameOf(person.condition), allowed })}{' '}
        {isAllowed && t('notYet')}
      </p>
    </li>
  );
}

/** Shown after a sign-in with a mailbox password, when the Condition is unknown. */
function ServiceOfCampus({ config, service }: { config: Config; service: ConditionalService }) {
  const t = useTranslations('home');
  const bilingual = useBilingual();
  return (
    <li>
      <h3>{t(service)}</h3>
      <p>
        {t('conditionUnknown')}{' '}
        <a href={campusSystemUrl(config)}>
          {t('byCampus', { campusSystem: bilingual(config.campus.campusSystem.name) })}
        </a>
      </p>
    </li>
  );
}
