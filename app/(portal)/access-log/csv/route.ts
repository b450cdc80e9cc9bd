import { type NextRequest, NextResponse } from 'next/server';
import { getLocale, getTranslations } from 'next-intl/server';
import { answered } from '@/app/_web/answered';
import { currentMember } from '@/app/_web/current-member';
import { chooseMailbox } from '@/app/_web/log-page';
import { momentsIn } from '@/app/_web/moments';
import { seeOther } from '@/app/_web/see-other';
import { listAccessLog } from '@/lib/mail-log/access/list-access-log';
import { placeOf } from '@/lib/mail-log/access/place-of';
import { readAccessFilter } from '@/lib/mail-log/access/read-access-filter';
import { csvOf } from '@/lib/mail-log/csv-of';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { ACCESS_LOG } from '../access-log-url';
import { PROTOCOLS, placeName, wordsOf } from '../entry-words';

/** A file has at most so many entries, the newest ones. */
const MOST = 10_000;

/** The entries of a filter as a file, in the language of the page. The page explains why it is refused. */
export function GET(request: NextRequest): Promise<NextResponse> {
  return answered(async () => {
    const { found } = await currentMember();
    const explained = () => seeOther(`${ACCESS_LOG}${request.nextUrl.search}`);
    if (!found.ok) return explained();
    const query = queryOf(request);
    const own = await chooseMailbox(found.value, await listOwnMailboxes(found.value), query.mailbox);
    if (!own?.ok) return explained();
    const { config, mailbox, now } = own.value;
    const { networks, timeZone } = config.campus;
    const filter = readAccessFilter(query, { now, timeZone, keptDays: config.mailLogs.accessDays });
    if (!filter.ok) return explained();

    const [{ entries, olderThan }, t, locale] = await Promise.all([
      listAccessLog(own.value, filter.value, MOST),
      getTranslations('access'),
      getLocale(),
    ]);
    const { exact } = momentsIn(locale);
    const say = (key: Parameters<typeof t>[0], values = {}) => t.markup(key, { ...values, data: (text) => text });
    const rows = entries.map((entry) => {
      const { event, details } = wordsOf(entry, say, exact);
      const { address, at, country, service } = entry;
      const place = address && placeName(placeOf({ address, country }, networks), t, locale);
      return [
        at.toISOString(),
        exact(at),
        service && PROTOCOLS[service],
        event,
        address,
        place,
        ...[details.join('; ')],
      ];
    });
    const heads = ['csvTime', 'time', 'service', 'event', 'from', 'place', 'detail'] as const;
    const table = [heads.map((head) => t(`head.${head}`)), ...rows];
    if (olderThan) table.push([t('csvCut', { most: MOST })]);
    return new NextResponse(csvOf(table), {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="access-log-${mailbox.address}-${filter.value.from}.csv"`,
      },
    });
  });
}

function queryOf({ nextUrl }: NextRequest): Record<string, string | string[] | undefined> {
  const { searchParams } = nextUrl;
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}
