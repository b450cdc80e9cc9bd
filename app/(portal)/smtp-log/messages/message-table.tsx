import { useTranslations } from 'next-intl';
import { MailAddress } from '@/app/_ui/mail-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { StateLabel } from '@/app/_ui/state-label';
import { useMoments } from '@/app/_web/moments';
import type { ListedMessage } from '@/lib/mail-log/sending/list-sent-messages';
import { RECIPIENT_STATES } from '@/lib/mail-log/sending/read-sent-filter';
import { SIGN_OF_STATE } from '../sign-of-state';

/** The messages of a query: to whom, and what became of each. */
export function MessageTable({
  messages,
  urlOf,
}: {
  messages: readonly ListedMessage[];
  urlOf(message: ListedMessage): string;
}) {
  const t = useTranslations('sending');
  return (
    <Rows heads={[t('head.time'), t('head.recipients'), t('head.result'), t('head.act')]}>
      {messages.map((message) => (
        <MessageRow key={message.id} message={message} url={urlOf(message)} />
      ))}
    </Rows>
  );
}

function MessageRow({ message, url }: { message: ListedMessage; url: string }) {
  const t = useTranslations('sending');
  const { exact } = useMoments();
  const { at, firstRecipient, counts, recipients } = message;
  const tried = RECIPIENT_STATES.reduce((sum, state) => sum + counts[state], 0);
  const others = Math.max(tried, recipients ?? 0) - 1;
  const states = RECIPIENT_STATES.filter((state) => counts[state] > 0);
  const time = exact(at);
  return (
    <tr>
      <th scope="row">
        <time dateTime={at.toISOString()}>{time}</time>
      </th>
      <Cell head={t('head.recipients')} className={firstRecipient ? undefined : 'row-nothing'}>
        {firstRecipient ? (
          <>
            <MailAddress>{firstRecipient}</MailAddress>
            {others > 0 && <span className="row-more">{t('andMore', { count: others })}</span>}
          </>
        ) : (
          '–'
        )}
      </Cell>
      <Cell head={t('head.result')}>
        {states.length === 0 && <StateLabel kind="none">{t('notTried')}</StateLabel>}
        {states.map((state) => (
          <span key={state} className="log-state">
            <StateLabel kind={SIGN_OF_STATE[state]}>
              {others > 0 ? t('countOf', { state: t(`state.${state}`), count: counts[state] }) : t(`state.${state}`)}
            </StateLabel>
          </span>
        ))}
      </Cell>
      <Cell head={t('head.act')}>
        <a className="next-step" href={url}>
          {t('showMessage')}{' '}
          <span className="unseen">{t('showMessageOf', { time, recipient: firstRecipient ?? '' })}</span>
        </a>
      </Cell>
    </tr>
  );
}
