import { hours } from '@/lib/clock';

/** Acts on messages of one folder in one session, which become one row. */
export interface Fold {
  readonly mailboxId: string;
  readonly service: 'imap' | 'pop3' | 'smtp' | 'sieve' | 'lmtp' | null;
  readonly session: string | null;
  readonly act: 'deleted' | 'undeleted' | 'expunged' | 'copied' | 'moved' | 'saved';
  readonly folder: string | null;
  readonly fromFolder: string | null;
  /** Milliseconds since 1970: of the first and the last line. */
  readonly at: number;
  lastAt: number;
  count: number;
  /** Of copies: a short hash of each message, by which its expunge is recognised. */
  readonly keys: string[];
}

export interface MessageLine extends Omit<Fold, 'at' | 'lastAt' | 'count' | 'keys' | 'act'> {
  readonly act: Exclude<Fold['act'], 'moved'>;
  readonly at: number;
  readonly messageId: string | null;
  readonly size: number | null;
}

export interface MessageFolds {
  add(line: MessageLine): void;
  /** Ends the folds whose last line is from before this time. */
  settle(before: number): void;
  save(): SavedFolds;
}

export interface SavedFolds {
  readonly open: readonly Fold[];
  /** Copies that have become rows. A client may expunge the originals much later. */
  readonly copied: readonly Fold[];
}

/** A copy whose original is expunged within this time is a move. */
const MOVED_WITHIN_MS = hours(24);
/** The state of a log is written with each batch, so it must stay small. */
const MOST_KEYS = 2_000;

/**
 * Folds consecutive lines of one session, act and folder. A copy whose original is expunged in the same session is a move:
 * the message is not gone.
 */
export function foldMessages(saved: SavedFolds | undefined, end: (fold: Fold) => void): MessageFolds {
  /** The folds of each session that are still open, the current one last. */
  const open = new Map<string, Fold[]>();
  for (const fold of saved?.open ?? []) pushTo(open, sessionOf(fold), { ...fold, keys: [...fold.keys] });
  let copied: Fold[] = (saved?.copied ?? []).map((fold) => ({ ...fold, keys: [...fold.keys] }));

  function add(line: MessageLine): void {
    const key = keyOf(line);
    const original = line.act === 'expunged' ? takeCopy(line, key) : undefined;
    if (original) addTo('moved', { ...line, folder: original.folder }, line.folder, key);
    else addTo(line.act, line, line.fromFolder, key);
  }

  function addTo(act: Fold['act'], line: MessageLine, fromFolder: string | null, key: string): void {
    const session = sessionOf(line);
    const folds = open.get(session) ?? [];
    const same = folds.findLast(
      (fold) => fold.act === act && fold.folder === line.folder && fold.fromFolder === fromFolder,
    );
    const current = folds.at(-1);
    if (same && (same === current || act === 'copied')) {
      same.count += 1;
      same.lastAt = Math.max(same.lastAt, line.at);
      if (act === 'copied' && same.keys.length < MOST_KEYS) same.keys.push(key);
      return;
    }
    // A copy stays open: the expunge of its original may follow.
    if (current && current.act !== 'copied') endFold(session, current);
    const { mailboxId, service, folder } = line;
    const keys = act === 'copied' ? [key] : [];
    const begun = { mailboxId, service, session: line.session, act, folder, fromFolder, keys };
    pushTo(open, session, { ...begun, at: line.at, lastAt: line.at, count: 1 });
  }

  /** The copy of a message that is expunged now. An open one counts one message less. */
  function takeCopy(line: MessageLine, key: string): Fold | undefined {
    const session = sessionOf(line);
    const isOriginal = (fold: Fold) =>
      fold.act === 'copied' && fold.mailboxId === line.mailboxId && fold.fromFolder === line.folder;
    for (const fold of open.get(session) ?? []) {
      if (!isOriginal(fold) || !takeOne(fold, key)) continue;
      if (fold.count === 0) remove(session, fold);
      return fold;
    }
    return copied.find((fold) => sessionOf(fold) === session && isOriginal(fold) && takeOne(fold, key));
  }

  function endFold(session: string, fold: Fold): void {
    remove(session, fold);
    if (fold.act === 'copied') copied.push({ ...fold, keys: [...fold.keys] });
    end(fold);
  }

  function remove(session: string, fold: Fold): void {
    const rest = (open.get(session) ?? []).filter((one) => one !== fold);
    if (rest.length > 0) open.set(session, rest);
    else open.delete(session);
  }

  return {
    add,
    settle(before) {
      for (const [session, folds] of [...open]) {
        for (const fold of folds) if (fold.lastAt < before) endFold(session, fold);
      }
      copied = copied.filter((fold) => fold.count > 0 && fold.lastAt > before - MOVED_WITHIN_MS);
      let keys = copied.reduce((sum, fold) => sum + fold.keys.length, 0);
      while (keys > MOST_KEYS) keys -= copied.shift()?.keys.length ?? keys;
    },
    save: () => ({ open: [...open.values()].flat(), copied }),
  };
}

function pushTo(open: Map<string, Fold[]>, session: string, fold: Fold): void {
  const folds = open.get(session);
  if (folds) folds.push(fold);
  else open.set(session, [fold]);
}

/** A copy of very many messages does not remember them all: any expunge in its folder may be of one of them. */
function takeOne(fold: Fold, key: string): boolean {
  const at = fold.keys.indexOf(key);
  if (at < 0 && fold.count <= fold.keys.length) return false;
  if (at >= 0) fold.keys.splice(at, 1);
  fold.count -= 1;
  return true;
}

const sessionOf = ({ session, mailboxId, service }: Pick<Fold, 'session' | 'mailboxId' | 'service'>): string =>
  session ?? `${mailboxId} ${service}`;

/** FNV-1a. It tells the messages of one copy apart; a message-id would be someone's letter in the table of states. */
function keyOf({ messageId, size }: MessageLine): string {
  let hash = 0x811c9dc5;
  const text = `${messageId ?? ''}/${size ?? ''}`;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
