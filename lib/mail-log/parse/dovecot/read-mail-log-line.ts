import type { DovecotEvent } from '../../mail-log-event';
import { numberAt } from '../number-at';
import type { SessionAccount } from './session-account';

type MessageAct = Extract<DovecotEvent, { kind: 'message' }>['act'];
type FolderAct = Extract<DovecotEvent, { kind: 'folder' }>['act'];

const ACTS: ReadonlyMap<string, MessageAct> = new Map([
  ['delete', 'deleted'],
  ['deleted', 'deleted'],
  ['undelete', 'undeleted'],
  ['undeleted', 'undeleted'],
  ['expunge', 'expunged'],
  ['expunged', 'expunged'],
  ['autoexpunge', 'expunged'],
  ['save', 'saved'],
  ['append', 'saved'],
  ['flag_change', 'flags_changed'],
]);
const FOLDER_ACTS: ReadonlyMap<string, FolderAct> = new Map([
  ['Mailbox created', 'created'],
  ['Mailbox deleted', 'deleted'],
  ['Mailbox renamed', 'renamed'],
]);

/**
 * Reads a line of the plugin mail_log: `expunge: box=INBOX, uid=9, msgid=<…>, size=318`, `Mailbox deleted: Old`.
 *
 * @returns undefined when the text is none
 */
export function readMailLogLine(text: string, account: SessionAccount): DovecotEvent | undefined {
  return text.startsWith('Mailbox ') ? readInFolder(text, account) : readEvent(text, account);
}

/**
 * Dovecot 2.4 begins with the folder: `Mailbox Old: Mailbox deleted`, `Mailbox INBOX: expunge: box=INBOX, …`; before, only
 * `Mailbox deleted: Old`. A folder's name may contain `: `.
 */
function readInFolder(text: string, account: SessionAccount): DovecotEvent | undefined {
  for (const [words, act] of FOLDER_ACTS) {
    if (text.startsWith(`${words}: `)) return readFolder(act, text.slice(words.length + 2), account);
    if (text.endsWith(`: ${words}`)) return readFolder(act, text.slice(8, -words.length - 2), account);
  }
  const renamed = text.indexOf(': Mailbox renamed: ');
  if (renamed > 0) return readFolder('renamed', text.slice(renamed + 19), account);
  const fields = startOfFields(text);
  if (fields < 0) return undefined;
  // The act is the word before the fields, or `copy from FOLDER`.
  const copy = text.lastIndexOf(': copy ', fields);
  const act = copy > 0 ? copy : text.lastIndexOf(': ', fields - 1);
  return act < 0 ? undefined : readEvent(text.slice(act + 2), account);
}

function readEvent(text: string, account: SessionAccount): DovecotEvent | undefined {
  const colon = text.indexOf(': ');
  if (colon <= 0) return undefined;
  const word = text.slice(0, colon);
  const act = ACTS.get(word);
  if (act) return readMessage(text, colon + 2, account, { act });
  return word.startsWith('copy ') ? readCopy(text, account) : undefined;
}

/** `copy from INBOX: box=Trash, …`; before 2.0 `copy -> Trash: …`. The folder's name may contain `: `. */
function readCopy(text: string, account: SessionAccount): DovecotEvent | undefined {
  const colon = startOfFields(text);
  if (colon < 0) return undefined;
  const head = text.slice(5, colon);
  if (head.startsWith('from '))
    return readMessage(text, colon + 2, account, { act: 'copied', fromFolder: head.slice(5) });
  if (!head.startsWith('-> ')) return undefined;
  return readMessage(text, colon + 2, account, { act: 'copied', folder: head.slice(3) });
}

function startOfFields(text: string): number {
  for (let at = text.indexOf(': '); at >= 0; at = text.indexOf(': ', at + 2)) {
    if (['box=', 'uid=', 'msgid=', 'size='].some((key) => text.startsWith(key, at + 2))) return at;
  }
  return -1;
}

/** In the order in which the plugin writes them. */
const KEYS = ['box=', 'uid=', 'msgid=', 'size=', 'vsize=', 'from=', 'subject=', 'flags='];
const SEPARATED = KEYS.map((key) => `, ${key}`);
const [BOX, UID, MESSAGE_ID, SIZE] = [0, 1, 2, 3];

/** The fields behind the size are free text of strangers: they are not read. */
function readMessage(
  text: string,
  from: number,
  { service, user, address, session }: SessionAccount,
  { act, folder, fromFolder = null }: { act: MessageAct; folder?: string; fromFolder?: string | null },
): DovecotEvent {
  const messageId = fieldOf(text, from, MESSAGE_ID);
  return {
    service,
    user,
    address,
    session,
    kind: 'message',
    act,
    folder: folder ?? (fieldOf(text, from, BOX) || null),
    fromFolder,
    uid: numberOf(fieldOf(text, from, UID)),
    messageId: messageId ? withoutBrackets(messageId) : null,
    size: numberOf(fieldOf(text, from, SIZE)),
  };
}

/** The value of a field: up to the beginning of the next field that the line has. */
function fieldOf(text: string, from: number, index: number): string | undefined {
  const key = KEYS[index] ?? '';
  const at = text.startsWith(key, from) ? from : text.indexOf(SEPARATED[index] ?? '', from) + 2;
  if (at < from + (at === from ? 0 : 2)) return undefined;
  const start = at + key.length;
  for (let later = index + 1; later < KEYS.length; later += 1) {
    const end = text.indexOf(SEPARATED[later] ?? '', start);
    if (end >= 0) return text.slice(start, end);
  }
  return text.slice(start);
}

const numberOf = (text: string | undefined): number | null => (text === undefined ? null : (numberAt(text, 0) ?? null));

/** The plugin cuts an id at 80 characters and appends `...`: such an id has no closing bracket. */
function withoutBrackets(id: string): string {
  const inner = id.startsWith('<') ? id.slice(1) : id;
  return inner.endsWith('>') ? inner.slice(0, -1) : inner;
}

function readFolder(act: FolderAct, names: string, { service, user, address, session }: SessionAccount): DovecotEvent {
  const arrow = act === 'renamed' ? names.indexOf(' -> ') : -1;
  const folder = arrow < 0 ? names : names.slice(0, arrow);
  const newName = arrow < 0 ? null : names.slice(arrow + 4);
  return { service, user, address, session, kind: 'folder', act, folder, newName };
}
