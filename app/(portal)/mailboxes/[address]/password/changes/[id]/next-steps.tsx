import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { theRuntime } from '@/lib/runtime/runtime';

/** Where the new password is entered in each mail program, by the names of its menus. */
const PROGRAMS = [
  ['ios', ['open', 'account', 'outgoing']],
  ['android', ['asked', 'open', 'account']],
  ['outlook', ['asked', 'recent', 'classic']],
  ['thunderbird', ['open', 'edit', 'remove']],
] as const;

/** The rest of the change: what the user does on their own devices. */
export function NextSteps({ mailbox, isInForce }: { mailbox: Mailbox; isInForce: boolean }) {
  const t = useTranslations('receipt');
  const system = theRuntime().config.campus.mailSystems.find(({ id }) => id === mailbox.system);
  const isAtGoogle = system?.serves === 'google';
  const words = { address: mailbox.address, addr: asMailAddress };
  return (
    <section>
      <h2 key={String(isInForce)}>{t(isInForce ? 'next' : 'nextOnceInForce')}</h2>
      <p>{t(isAtGoogle ? 'nextGoogle' : 'next1')}</p>
      {!isAtGoogle && (
        <div className="programs">
          {PROGRAMS.map(([program, steps]) => (
            <details className="fold" key={program}>
              <summary>{t(`program.${program}.name`)}</summary>
              <ol>
                {steps.map((step) => (
                  <li key={step}>{t.rich(`program.${program}.${step}` as 'program.ios.open', words)}</li>
                ))}
              </ol>
            </details>
          ))}
          {system?.clients && <Servers address={mailbox.address} clients={system.clients} />}
        </div>
      )}
      <ul>
        <li>{t('next2')}</li>
        <li>{t('next3')}</li>
        <li>{t.rich('next4', { settings: (text) => <a href={`/mail-settings/${mailbox.address}`}>{text}</a> })}</li>
      </ul>
    </section>
  );
}

type System = ReturnType<typeof theRuntime>['config']['campus']['mailSystems'][number];

/** The servers of the mail system, for an account that is added anew. */
function Servers({ address, clients }: { address: string; clients: NonNullable<System['clients']> }) {
  const t = useTranslations('receipt.servers');
  const { imap, pop3, smtp, webmail } = clients;
  const server = ({ host, port, security }: NonNullable<typeof imap>) => (
    <>
      <code>{host}</code> {t('port', { port: String(port), security: SECURITY[security] })}
    </>
  );
  return (
    <details className="fold">
      <summary>{t('title')}</summary>
      <Facts
        facts={[
          ...(imap ? [['IMAP', server(imap)] as const] : []),
          ...(pop3 ? [['POP3', server(pop3)] as const] : []),
          ...(smtp ? [['SMTP', server(smtp)] as const] : []),
          [t('user'), <MailAddress key="user">{address}</MailAddress>],
          ...(webmail
            ? [
                [
                  'Webmail',
                  <a key="webmail" href={webmail}>
                    {new URL(webmail).host}
                  </a>,
                ] as const,
              ]
            : []),
        ]}
      />
    </details>
  );
}

/** The names by which mail programs know them. */
const SECURITY = { tls: 'SSL/TLS', starttls: 'STARTTLS' } as const;
