import type { OpenQueueId } from '@/db/queries/mail-log-positions';
import { days, hours, minutes, seconds } from '@/lib/clock';
import { newEntry, type QueueEntry } from './queue-entry';

/** A line of a queue id that comes after its end belongs to it for as long. */
const LATE_MS = minutes(1);
/** So long after its end an entry is still stored, for late lines after a restart. */
const LATE_AFTER_RESTART_MS = seconds(2);
/** Postfix keeps a message for five days (`maximal_queue_lifetime`), or until an operator releases it. */
const LONGEST_IN_QUEUE_MS = days(30);
/** A queue id that never reached the queue: the client left before the end of its message. */
const UNFINISHED_MS = hours(1);
/** Between the answer of a filter and the first line of the message that comes back from it. */
const CONTINUED_WITHIN_MS = minutes(5);

/** The queue ids of one log that have not ended, or only just. */
export interface OpenQueue {
  find(host: string, queueId: string): QueueEntry | undefined;
  /**
   * The entry of a line.
   *
   * @param begins whether such a line is the first of a message, so that an ended queue id is used again
   */
  of(host: string, queueId: string, at: number, begins: boolean): QueueEntry;
  /** A new message under a queue id whose old message has lost its end. */
  renew(entry: QueueEntry, at: number): QueueEntry;
  /** The entry whose message this one continues, or the entry itself. */
  rootOf(entry: QueueEntry): QueueEntry;
  /** Makes one entry part of another one's message. */
  join(part: QueueEntry, whole: QueueEntry): void;
  /** The message will come back under this queue id, which no line has named yet. */
  expect(entry: QueueEntry, queueId: string): void;
  /** The open entry with this message-id. */
  withMessageId(host: string, messageId: string): QueueEntry | undefined;
  noteMessageId(entry: QueueEntry, messageId: string): void;
  waiting(): Iterable<QueueEntry>;
  changed(entry: QueueEntry): void;
  /** The entries that must be stored and deleted with this batch. @param now the time of the last line */
  takeChanges(now: number): { save: OpenQueueId[]; remove: OpenQueueId[] };
}

const keyOf = (host: string, queueId: string): string => `${host} ${queueId}`;

export function openQueue(stored: readonly OpenQueueId[]): OpenQueue {
  const entries = new Map<string, QueueEntry>();
  const byId = new Map<string, QueueEntry>();
  const byMessageId = new Map<string, QueueEntry>();
  const expected = new Map<string, { whole: QueueEntry; at: number }>();
  const inDatabase = new Set<string>();
  const changed = new Set<QueueEntry>();
  const ending = new Set<QueueEntry>();
  let purgedAt = 0;

  for (const { host, queueId, state } of stored) {
    const entry = state as QueueEntry;
    insert(entry);
    inDatabase.add(keyOf(host, queueId));
    if (entry.messageId !== null) byMessageId.set(keyOf(host, entry.messageId), entry);
    for (const next of entry.next) expected.set(keyOf(host, next), { whole: entry, at: entry.lastAt });
    if (entry.removedAt !== null) ending.add(entry);
  }

  function insert(entry: QueueEntry): QueueEntry {
    entries.set(keyOf(entry.host, entry.queueId), entry);
    byId.set(entry.id, entry);
    return entry;
  }

  function begin(host: string, queueId: string, at: number): QueueEntry {
    const entry = insert(newEntry(host, queueId, at));
    const key = keyOf(host, queueId);
    const before = expected.get(key);
    expected.delete(key);
    if (before && at - before.at < CONTINUED_WITHIN_MS) join(entry, before.whole);
    return entry;
  }

  const rootOf = (entry: QueueEntry): QueueEntry => (entry.root === null ? entry : (byId.get(entry.root) ?? entry));

  function join(part: QueueEntry, whole: QueueEntry): void {
    const root = rootOf(whole);
    if (part.root !== null || part === root || part.isStored) return;
    part.root = root.id;
    root.isContinued = true;
    if (part.removedAt === null) root.openParts += 1;
    root.endedAt = null;
    changed.add(part);
    changed.add(root);
  }

  function drop(entry: QueueEntry): void {
    const key = keyOf(entry.host, entry.queueId);
    if (entries.get(key) === entry) entries.delete(key);
    byId.delete(entry.id);
    if (entry.messageId !== null) {
      const named = keyOf(entry.host, entry.messageId);
      if (byMessageId.get(named) === entry) byMessageId.delete(named);
    }
  }

  /** Entries whose end was never logged. */
  function purge(now: number): QueueEntry[] {
    if (now - purgedAt < UNFINISHED_MS) return [];
    purgedAt = now;
    for (const [key, { at }] of expected) if (now - at > CONTINUED_WITHIN_MS) expected.delete(key);
    return [...entries.values()].filter(
      ({ isQueued, openParts, lastAt }) =>
        now - lastAt > (isQueued || openParts > 0 ? LONGEST_IN_QUEUE_MS : UNFINISHED_MS),
    );
  }

  return {
    find: (host, queueId) => entries.get(keyOf(host, queueId)),
    of(host, queueId, at, begins) {
      const entry = entries.get(keyOf(host, queueId));
      const isOver = entry && entry.removedAt !== null && (begins || at - entry.removedAt > LATE_MS);
      const current = !entry || isOver ? begin(host, queueId, at) : entry;
      current.lastAt = Math.max(current.lastAt, at);
      changed.add(current);
      return current;
    },
    renew: (entry, at) => {
      const fresh = begin(entry.host, entry.queueId, at);
      changed.delete(entry);
      changed.add(fresh);
      return fresh;
    },
    rootOf,
    join,
    expect(entry, queueId) {
      entry.next.push(queueId);
      expected.set(keyOf(entry.host, queueId), { whole: entry, at: entry.lastAt });
    },
    withMessageId(host, messageId) {
      const entry = byMessageId.get(keyOf(host, messageId));
      return entry && entry.removedAt === null ? entry : undefined;
    },
    noteMessageId(entry, messageId) {
      const key = keyOf(entry.host, messageId);
      const other = byMessageId.get(key);
      if (!other || other.removedAt !== null) byMessageId.set(key, entry);
    },
    waiting: () => [...entries.values()].filter(({ waiting }) => waiting.length > 0),
    changed: (entry) => void changed.add(entry),
    takeChanges(now) {
      const save: OpenQueueId[] = [];
      const remove: OpenQueueId[] = [];
      const leave = (entry: QueueEntry) => {
        const key = keyOf(entry.host, entry.queueId);
        // The queue id may stand for a new message already.
        if (entries.get(key) === entry && inDatabase.delete(key)) remove.push(stateOf(entry));
      };
      for (const entry of changed) {
        if (entry.removedAt !== null && entry.openParts === 0) ending.add(entry);
      }
      for (const entry of ending) {
        if (now - entry.lastAt < LATE_AFTER_RESTART_MS) continue;
        changed.delete(entry);
        leave(entry);
        if (now - entry.lastAt < LATE_MS) continue;
        ending.delete(entry);
        drop(entry);
      }
      for (const entry of purge(now)) {
        changed.delete(entry);
        leave(entry);
        drop(entry);
      }
      for (const entry of changed) {
        if (entries.get(keyOf(entry.host, entry.queueId)) !== entry) continue;
        inDatabase.add(keyOf(entry.host, entry.queueId));
        save.push(stateOf(entry));
      }
      changed.clear();
      return { save, remove };
    },
  };
}

const stateOf = (entry: QueueEntry): OpenQueueId => ({
  host: entry.host,
  queueId: entry.queueId,
  lastSeenAt: new Date(entry.lastAt),
  state: entry,
});
