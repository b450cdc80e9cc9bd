import type { DovecotEvent } from '../../mail-log-event';
import { numberAt } from '../text-between';

type Message = Extract<DovecotEvent, { kind: 'message' }>;
type Folder = Extract<DovecotEvent, { kind: 'folder' }>;
/** An event of the plugin, without the account that the prefix of the line names. */
export type MailLogEvent =
  | Omit<Message, 'service' | 'user' | 'address' | 'session'>
  | Omit<Folder, 'service' | 'user' | 'address' | 'session'>;

const ACTS: Readonly<Record<string, Message['act']>> = {
  delete: 'deleted',
  deleted: 'deleted',
  undelete: 'undeleted',
  undeleted: 'undeleted',
  expunge: 'expunged',
  expunged: 'expunged',
  autoexpunge: 'expunged',
  save: 'saved',
  append: 'saved',
  flag_change: 'flags_changed',
};
const FOLDER_ACTS: readonly (readonly [start: string, act: Folder['act']])[] = [
  ['Mailbox created: ', 'created'],
  ['Mailbox deleted: ', 'deleted'],
  ['Mailbox renamed: ', 'renamed'],
];

/**
 * Reads a line of the plugin mail_log: `expunge: box=INBOX, uid=9, msgid=<…>, size=318`, `Mailbox deleted: Old`.
 *
 * @returns undefined when the text is none
 */
export function readMailLogLine(text: string): MailLogEvent | undefined {
  for (const [start, act] of FOLDER_ACTS) if (text.startsWith(start)) return readFolder(act, text.slice(start.length));
  const colon = text.indexOf(': ');
  if (colon <= 0) return undefined;
  const word = text.slice(0, colon);
  const act = Object.hasOwn(ACTS, word) ? ACTS[word] : undefined;
  if (act) return fieldsOf(act, null, text.slice(colon + 2));
  return text.startsWith('copy ') ? readCopy(text) : undefined;
}

/** `copy from INBOX: box=Trash, …`; before 2.0 `copy -> Trash: …`. The folder's name may contain `: `. */
function readCopy(text: string): MailLogEvent | undefined {
  const colon = firstFields(text);
  if (colon < 0) return undefined;
  const head = text.slice(5, colon);
  if (head.startsWith('from ')) return fieldsOf('copied', head.slice(5), text.slice(colon + 2));
  if (!head.startsWith('-> ')) return undefined;
  const copied = fieldsOf('copied', null, text.slice(colon + 2));
  return { ...copied, folder: head.slice(3) };
}

function firstFields(text: string): number {
  const found = [': box=', ': uid=', ': msgid=', ': size='].map((start) => text.indexOf(start)).filter((at) => at >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

const KEYS = ['box', 'uid', 'msgid', 'size', 'vsize', 'from', 'subject', 'flags'] as const;

/**
 * The plugin writes its fields always in the same order. Those behind the size are free text of strangers: they are not
 * read.
 */
function fieldsOf(
  act: Message['act'],
  fromFolder: string | null,
  text: string,
): Omit<Message, 'service' | 'user' | 'address' | 'session'> {
  const box = fieldOf(text, 'box');
  const messageId = fieldOf(text, 'msgid');
  return {
    kind: 'message',
    act,
    folder: box || null,
    fromFolder,
    uid: numberOf(fieldOf(text, 'uid')),
    messageId: messageId ? withoutBrackets(messageId) : null,
    size: numberOf(fieldOf(text, 'size')),
  };
}

/** The value of a field: up to the beginning of the next field that the line has. */
function fieldOf(text: string, key: (typeof KEYS)[number]): string | undefined {
  const start = startOfField(text, key);
  if (start < 0) return undefined;
  let end = text.length;
  for (const later of KEYS.slice(KEYS.indexOf(key) + 1)) {
    const at = text.indexOf(`, ${later}=`, start);
    if (at >= 0) {
      end = at;
      break;
    }
  }
  return text.slice(start, end);
}

function startOfField(text: string, key: string): number {
  if (text.startsWith(`${key}=`)) return key.length + 1;
  const at = text.indexOf(`, ${key}=`);
  return at < 0 ? -1 : at + key.length + 3;
}

const numberOf = (text: string | undefined): number | null => (text === undefined ? null : (numberAt(text, 0) ?? null));

/** The plugin cuts an id at 80 characters and appends `...`: such an id has no closing bracket. */
function withoutBrackets(id: string): string {
  const inner = id.startsWith('<') ? id.slice(1) : id;
  return inner.endsWith('>') ? inner.slice(0, -1) : inner;
}

function readFolder(act: Folder['act'], names: string): MailLogEvent {
  const arrow = act === 'renamed' ? names.indexOf(' -> ') : -1;
  if (arrow < 0) return { kind: 'folder', act, folder: names, newName: null };
  return { kind: 'folder', act, folder: names.slice(0, arrow), newName: names.slice(arrow + 4) };
}
