import type { useTranslations } from 'next-intl';
import type { AccessEntry } from '@/lib/mail-log/access/list-access-log';
import type { Place } from '@/lib/mail-log/access/place-of';

type Translate = ReturnType<typeof useTranslations<'access'>>;

/** Names of protocols, as mail programs show them. */
export const PROTOCOLS = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP', sieve: 'ManageSieve', lmtp: 'LMTP' } as const;

interface Words {
  event: string;
  /** Whole sentences or phrases. */
  details: string[];
}

/** Words for an entry, for the table and for the file. @param t of the namespace `access` */
export function wordsOf(entry: AccessEntry, t: Translate, exact: (moment: Date) => string): Words {
  return entry.is === 'failure' ? ofFailure(entry, t, exact) : ofEvent(entry, t);
}

function ofFailure(entry: AccessEntry & { is: 'failure' }, t: Translate, exact: (moment: Date) => string): Words {
  const { count, firstAt, passwordDigest, program, reason } = entry;
  const repeated = count > 1 && t(passwordDigest ? 'repeatedPassword' : 'repeated', { count, first: exact(firstAt) });
  return {
    event: t('event.login_failed'),
    details: [t(`reason.${reason}`), ...(repeated ? [repeated] : []), ...(program ? [program] : [])],
  };
}

function ofEvent(entry: AccessEntry & { is: 'event' }, t: Translate): Words {
  const { kind, service, folder, fromFolder, messages, program } = entry;
  const event = t(`event.${kind}`);
  switch (kind) {
    case 'login':
      return { event, details: program ? [program] : [] };
    case 'logout':
      return { event, details: ofSession(entry, t) };
    case 'folder_created':
    case 'folder_deleted':
      return { event, details: folder ? [t('folder', { folder })] : [] };
    case 'folder_renamed':
      return { event, details: [t('renamed', { from: fromFolder ?? '?', to: folder ?? '?' })] };
    case 'messages_copied':
    case 'messages_moved':
      return {
        event,
        details: [t('carried', { count: messages ?? 1, from: fromFolder ?? '?', to: folder ?? '?' })],
      };
    case 'messages_deleted':
    case 'messages_undeleted':
    case 'messages_expunged':
    case 'messages_saved':
      return { event, details: [t('messagesIn', { count: messages ?? 1, folder: folder ?? '?' })] };
    default:
      return { event, details: folder && service !== null ? [t('folder', { folder })] : [] };
  }
}

/** The counters of a logout line. A counter that the line lacks is not shown as 0. */
function ofSession({ service, counts, program }: AccessEntry & { is: 'event' }, t: Translate): string[] {
  const deleted = service === 'pop3' ? counts?.del : counts?.expunged;
  const read = service === 'pop3' ? counts?.retr : counts?.body_count;
  const shown = [
    deleted !== undefined && t('sessionDeleted', { count: deleted }),
    read !== undefined && t('sessionRead', { count: read }),
    service === 'pop3' &&
      counts?.messages !== undefined &&
      t('sessionLeft', { count: counts.messages - (counts.del ?? 0) }),
    service === 'pop3' && counts?.size !== undefined && t('sessionSize', { size: megabytes(counts.size) }),
    program,
  ];
  return shown.filter((part) => typeof part === 'string');
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** A country in the user's language, or what is known instead. */
export function placeName(place: Place, t: Translate, locale: string): string {
  if (place === 'campus' || place === 'unknown') return t(`place.${place}`);
  return new Intl.DisplayNames(locale, { type: 'region' }).of(place) ?? place;
}
