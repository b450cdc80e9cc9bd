import type { useTranslations } from 'next-intl';
import type { AccessEntry } from '@/lib/mail-log/access/list-access-log';
import type { Place } from '@/lib/mail-log/access/place-of';

type Translate = ReturnType<typeof useTranslations<'access'>>;

/** Names of protocols, as mail programs show them. */
export const PROTOCOLS = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP', sieve: 'ManageSieve', lmtp: 'LMTP' } as const;

interface Words<T> {
  event: T;
  /** Whole sentences or phrases. */
  details: T[];
}

/** Formats a message of `access`; `<data>` encloses names that people and programs chose. */
type Say<T> = (key: Parameters<Translate>[0], values?: Record<string, string | number>) => T;

/** Words for an entry: rich ones for the table, plain ones for the file. */
export function wordsOf<T>(entry: AccessEntry, say: Say<T>, exact: (moment: Date) => string): Words<T> {
  return entry.is === 'failure' ? ofFailure(entry, say, exact) : ofEvent(entry, say);
}

function ofFailure<T>(
  { count, firstAt, passwordDigest, program, reason }: AccessEntry & { is: 'failure' },
  say: Say<T>,
  exact: (moment: Date) => string,
): Words<T> {
  const details = [say(`reason.${reason}`)];
  if (count > 1) details.push(say(passwordDigest ? 'repeatedPassword' : 'repeated', { count, first: exact(firstAt) }));
  if (program) details.push(say('program', { program }));
  return { event: say('event.login_failed'), details };
}

function ofEvent<T>(entry: AccessEntry & { is: 'event' }, say: Say<T>): Words<T> {
  const { kind, folder, program } = entry;
  const [from, to, count] = [entry.fromFolder ?? '?', folder ?? '?', entry.messages ?? 1];
  const event = say(`event.${kind}`);
  switch (kind) {
    case 'login':
      return { event, details: program ? [say('program', { program })] : [] };
    case 'logout':
      return { event, details: ofSession(entry, say) };
    case 'folder_renamed':
      return { event, details: [say('renamed', { from, to })] };
    case 'messages_copied':
    case 'messages_moved':
      return { event, details: [say('carried', { count, from, to })] };
    case 'messages_deleted':
    case 'messages_undeleted':
    case 'messages_expunged':
    case 'messages_saved':
      return { event, details: [say('messagesIn', { count, folder: to })] };
    default:
      return { event, details: folder ? [say('folder', { folder })] : [] };
  }
}

/** The counters of a logout line. A counter that the line lacks is not shown as 0. */
function ofSession<T>({ service, counts, program }: AccessEntry & { is: 'event' }, say: Say<T>): T[] {
  const isPop3 = service === 'pop3';
  const deleted = isPop3 ? counts?.del : counts?.expunged;
  const read = isPop3 ? counts?.retr : counts?.body_count;
  const details: T[] = [];
  if (deleted !== undefined) details.push(say('sessionDeleted', { count: deleted }));
  if (read !== undefined) details.push(say('sessionRead', { count: read }));
  if (isPop3 && counts?.messages !== undefined)
    details.push(say('sessionLeft', { count: counts.messages - (counts.del ?? 0) }));
  if (isPop3 && counts?.size !== undefined) details.push(say('sessionSize', { size: megabytes(counts.size) }));
  if (program) details.push(say('program', { program }));
  return details;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** A country in the user's language, or what is known instead. */
export function placeName(place: Place, t: Translate, locale: string): string {
  if (place === 'campus' || place === 'unknown') return t(`place.${place}`);
  return new Intl.DisplayNames(locale, { type: 'region' }).of(place) ?? place;
}
