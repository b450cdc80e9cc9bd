import { type AccessEventRow, listAccessEvents } from '@/db/queries/access-log';
import type { MailboxContext } from '@/lib/context';
import type { Days } from '@/lib/mail-log/read-days';
import { type Place, placeOf } from './place-of';

/** How many messages a device took from where on a day, in one way. */
export interface Vanishing {
  /**
   * `deleted`: expunged, for good. `fetched`: downloaded by POP3 and removed. `moved`: into another folder, so that they still
   * exist. `marked`: marked as deleted, and not removed yet. `folder_deleted`: a whole folder.
   */
  readonly way: 'deleted' | 'fetched' | 'moved' | 'marked' | 'folder_deleted';
  /** Null for a folder, and where the log does not count. */
  readonly messages: number | null;
  /** Null where the mail server logs no folders. */
  readonly folder: string | null;
  /** The folder that messages were moved to. */
  readonly to: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly service: AccessEventRow['service'];
  readonly program: string | null;
  readonly address: string | null;
  readonly place: Place;
}

const KINDS = [
  'messages_expunged',
  'messages_moved',
  'messages_deleted',
  'messages_undeleted',
  'folder_deleted',
  'logout',
] as const;
const MOST_ROWS = 5_000;

/**
 * Explains which device deleted, moved or fetched messages on some days, those that are gone for good first. Folders and
 * messages are in the log only where the mail server writes them; otherwise the figures are those of the sessions' ends.
 *
 * @param ctx the person manages `ctx.mailbox`
 */
export async function explainVanished(ctx: MailboxContext, { start, end }: Days): Promise<Vanishing[]> {
  const of = { mailboxId: ctx.mailbox.id, start, end, kinds: [{ kinds: KINDS }], network: null };
  const rows = await listAccessEvents(ctx.db, of, { before: null, most: MOST_ROWS });
  const hasMessages = rows.some(({ kind }) => kind === 'messages_expunged');
  const found = new Map<string, Vanishing>();
  for (const row of rows) {
    const part = partOf(row, hasMessages);
    if (!part) continue;
    const place = placeOf(row, ctx.config.campus.networks);
    const key = [part.way, part.folder, part.to, row.service, row.program, row.address].join('|');
    const before = found.get(key);
    found.set(key, {
      ...part,
      messages: before?.messages != null && part.messages !== null ? before.messages + part.messages : part.messages,
      firstAt: row.at,
      lastAt: before?.lastAt ?? row.at,
      service: row.service,
      program: row.program,
      address: row.address,
      place,
    });
  }
  const ways = ['deleted', 'fetched', 'folder_deleted', 'marked', 'moved'] as const;
  return withoutMarksOfDeleted([...found.values()]).sort(
    (a, b) => ways.indexOf(a.way) - ways.indexOf(b.way) || (b.messages ?? 0) - (a.messages ?? 0),
  );
}

/** The rows come newest first. @param hasMessages the mail server logs each expunge, so that the counters repeat them */
function partOf(
  { kind, service, folder, fromFolder, messages, counts }: AccessEventRow,
  hasMessages: boolean,
): Pick<Vanishing, 'way' | 'messages' | 'folder' | 'to'> | undefined {
  switch (kind) {
    case 'messages_expunged':
      return { way: service === 'pop3' ? 'fetched' : 'deleted', messages: messages ?? 1, folder, to: null };
    case 'messages_moved':
      return { way: 'moved', messages: messages ?? 1, folder: fromFolder, to: folder };
    case 'messages_deleted':
      return { way: 'marked', messages: messages ?? 1, folder, to: null };
    case 'folder_deleted':
      return { way: 'folder_deleted', messages: null, folder, to: null };
    case 'logout': {
      const count = service === 'pop3' ? counts?.del : counts?.expunged;
      if (hasMessages || !count) return undefined;
      return { way: service === 'pop3' ? 'fetched' : 'deleted', messages: count, folder: null, to: null };
    }
    default:
      return undefined;
  }
}

/** A program marks messages before it expunges them: only marks that are left are shown. */
function withoutMarksOfDeleted(all: readonly Vanishing[]): Vanishing[] {
  return all.flatMap((one) => {
    if (one.way !== 'marked') return [one];
    const expunged = all.find(
      ({ way, folder, service, address }) =>
        way === 'deleted' && folder === one.folder && service === one.service && address === one.address,
    );
    const left = (one.messages ?? 0) - (expunged?.messages ?? 0);
    return left > 0 ? [{ ...one, messages: left }] : [];
  });
}
