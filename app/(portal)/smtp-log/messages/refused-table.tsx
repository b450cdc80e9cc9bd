import { useTranslations } from 'next-intl';
import { MailAddress } from '@/app/_ui/mail-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { useMoments } from '@/app/_web/moments';
import type { OutgoingRefusalRow } from '@/lib/mail-log/sending/list-sent-messages';
import { explainStatus } from '@/lib/mail-log/status/explain-status';
import { Explanation } from '../explanation';

/** Messages that our own server did not accept, each with the reason. */
export function RefusedTable({ refused }: { refused: readonly OutgoingRefusalRow[] }) {
  const t = useTranslations('sending');
  const { exact } = useMoments();
  return (
    <section id="refused">
      <h2>{t('refused')}</h2>
      <p>{t('refusedText')}</p>
      <Rows heads={[t('head.time'), t('head.recipient'), t('head.reason')]}>
        {refused.map(({ at, id, recipient, code, dsn, text }) => {
          const answer = [code, dsn, text].filter(Boolean).join(' ');
          return (
            <tr key={id}>
              <th scope="row">
                <time dateTime={at.toISOString()}>{exact(at)}</time>
              </th>
              <Cell head={t('head.recipient')} className={recipient ? undefined : 'row-nothing'}>
                {recipient ? <MailAddress>{recipient}</MailAddress> : '–'}
              </Cell>
              <Cell head={t('head.reason')}>
                <Explanation
                  explained={explainStatus({ status: null, dsn, relay: null, response: answer })}
                  loggedCode={dsn}
                  answer={answer}
                />
              </Cell>
            </tr>
          );
        })}
      </Rows>
    </section>
  );
}
