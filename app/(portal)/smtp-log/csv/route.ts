import { type NextRequest, NextResponse } from 'next/server';
import { getLocale, getTranslations } from 'next-intl/server';
import { answered } from '@/app/_web/answered';
import { currentMember } from '@/app/_web/current-member';
import { chooseMailbox } from '@/app/_web/log-page';
import { momentsIn } from '@/app/_web/moments';
import { queryOf } from '@/app/_web/query-of';
import { seeOther } from '@/app/_web/see-other';
import { csvOf } from '@/lib/mail-log/csv-of';
import { listSentTries } from '@/lib/mail-log/sending/list-sent-tries';
import { readSentFilter } from '@/lib/mail-log/sending/read-sent-filter';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { SENDING_LOG } from '../sending-log-url';

const HEADS = [
  'no',
  'utc',
  'time',
  'sender',
  'recipient',
  'relay',
  'tryTime',
  'queueId',
  'result',
  'code',
  'response',
  'meaning',
] as const;

/** Every delivery attempt of a query as a file, in the language of the page. The page explains why it is refused. */
export function GET(request: NextRequest): Promise<NextResponse> {
  return answered(async () => {
    const { found } = await currentMember();
    const explained = () => seeOther(`${SENDING_LOG}/messages${request.nextUrl.search}`);
    if (!found.ok) return explained();
    const query = queryOf(request);
    const own = await chooseMailbox(found.value, await listOwnMailboxes(found.value), query.mailbox);
    if (!own?.ok) return explained();
    const { config, mailbox, now } = own.value;
    const filter = readSentFilter(query, {
      now,
      timeZone: config.campus.timeZone,
      keptDays: config.mailLogs.sendingDays,
    });
    if (!filter.ok) return explained();

    const [{ tries, isCut, most }, t, status, locale] = await Promise.all([
      listSentTries(own.value, filter.value),
      getTranslations('sending'),
      getTranslations('mailStatus'),
      getLocale(),
    ]);
    const { exact } = momentsIn(locale);
    const rows = tries.map((one, at) => [
      at + 1,
      one.messageAt.toISOString(),
      exact(one.messageAt),
      one.sender,
      one.recipient,
      one.relay,
      exact(one.at),
      one.queueId,
      t(`state.${one.state}`),
      one.dsn,
      one.response,
      status(one.explained.explanation.key),
    ]);
    const table = [HEADS.map((head) => t(`head.${head}`)), ...rows, ...(isCut ? [[t('csvCut', { most })]] : [])];
    return new NextResponse(csvOf(table), {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="smtp-log-${mailbox.address}-${filter.value.days.from}.csv"`,
      },
    });
  });
}
