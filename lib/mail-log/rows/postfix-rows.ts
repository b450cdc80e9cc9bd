import type { OpenQueueId } from '@/db/queries/mail-log-positions';
import type { DeliveryRow, LoggedMailbox } from '@/db/queries/mail-log-rows';
import { seconds } from '@/lib/clock';
import type { PostfixEvent } from '../mail-log-event';
import type { CollectedRows } from './collected-rows';
import { foldFailure } from './fold-failures';
import { openQueue } from './open-queue';
import { messageRowOf, type QueueEntry, type WaitingDelivery } from './queue-entry';
import { type RowTools, shortened } from './row-tools';

/** A delivery waits as long for the line that names the sender. */
const OUT_OF_ORDER_MS = seconds(2);

const DELIVERED: ReadonlySet<string> = new Set<DeliveryRow['status']>(['sent', 'bounced', 'deferred', 'softbounce']);

export interface PostfixRows {
  add(event: PostfixEvent, host: string, at: Date): void;
  /** Makes rows of deliveries that have waited long enough. @param now the time of the last line */
  settle(now: number): void;
  takeChanges(now: number): { save: OpenQueueId[]; remove: OpenQueueId[] };
}

type Event<Kind extends PostfixEvent['kind']> = Extract<PostfixEvent, { kind: Kind }>;

/** Turns the events of Postfix into rows. @param rows returns those of the current batch */
export function postfixRows(stored: readonly OpenQueueId[], tools: RowTools, rows: () => CollectedRows): PostfixRows {
  const { mailboxes, countryOf } = tools;
  const queue = openQueue(stored);
  const held = new Set<QueueEntry>(queue.waiting());

  function add(event: PostfixEvent, host: string, at: Date): void {
    const { queueId } = event;
    if (event.kind === 'refused') addRefusal(event, host, at);
    else if (event.kind === 'auth_failed') addFailure(event, at);
    else if (queueId !== null) addToEntry(event, { host, queueId }, at);
  }

  function addToEntry(event: PostfixEvent, { host, queueId }: { host: string; queueId: string }, at: Date): void {
    const time = at.getTime();
    const begins = event.kind === 'accepted' || event.kind === 'message_id' || event.kind === 'queued';
    const found = queue.of(host, queueId, time, begins);
    const entry = event.kind === 'accepted' && found.isAccepted ? queue.renew(found, time) : found;
    if (event.kind === 'accepted') accept(entry, event, at);
    else if (event.kind === 'message_id') nameMessage(entry, event.messageId);
    else if (event.kind === 'queued') enqueue(entry, event);
    else if (event.kind === 'delivery') deliver(entry, event, time);
    else if (event.kind === 'expired') {
      queue.rootOf(entry).expiredAt = time;
      note(entry);
    } else if (event.kind === 'held') {
      queue.rootOf(entry).heldAt = time;
      note(entry);
    } else if (event.kind === 'removed' || event.kind === 'canceled') remove(entry, time);
  }

  function accept(entry: QueueEntry, event: Event<'accepted'>, at: Date): void {
    const { address, saslUsername } = event;
    entry.isAccepted = true;
    entry.isFromHere = event.isLocal || address === null || isLoopback(address);
    entry.address = address;
    entry.country = countryOf(address);
    const mailbox = saslUsername === null ? undefined : mailboxes.of(saslUsername);
    entry.mailboxId = mailbox?.id ?? null;
    entry.logsDetail = mailbox?.logsDetail ?? true;
    if (mailbox) addLogin(mailbox, entry, at);
    const original = event.originalQueueId === null ? undefined : queue.find(entry.host, event.originalQueueId);
    if (original) queue.join(entry, original);
    joinByMessageId(entry);
    release(entry);
    if (entry.isQueued) note(entry);
  }

  function addLogin({ id: mailboxId }: LoggedMailbox, { address, country }: QueueEntry, at: Date): void {
    const nothing = { session: null, program: null, folder: null, fromFolder: null, messages: null, reason: null };
    rows().events.push({ ...nothing, at, mailboxId, kind: 'login', service: 'smtp', address, country, counts: null });
  }

  function nameMessage(entry: QueueEntry, messageId: string): void {
    entry.messageId = shortened(messageId, 256);
    joinByMessageId(entry);
    if (messageId !== '') queue.noteMessageId(entry, entry.messageId);
    note(entry);
  }

  /** A filter that names no queue id: its message comes back from this host while the first one is still in the queue. */
  function joinByMessageId(entry: QueueEntry): void {
    if (!entry.messageId || !entry.isAccepted || !entry.isFromHere || entry.mailboxId !== null) return;
    const whole = queue.withMessageId(entry.host, entry.messageId);
    if (whole && whole !== entry) queue.join(entry, whole);
  }

  function enqueue(entry: QueueEntry, { from, size, recipients }: Event<'queued'>): void {
    Object.assign(entry, { isQueued: true, sender: from, size, recipients });
    const root = queue.rootOf(entry);
    if (root.mailboxId !== null) store(root);
    note(entry);
  }

  function deliver(entry: QueueEntry, event: Event<'delivery'>, at: number): void {
    if (!DELIVERED.has(event.status)) return;
    const mailbox = mailboxes.of(event.to) ?? (event.originalTo === null ? undefined : mailboxes.of(event.originalTo));
    const isHandOver = event.status === 'sent' && isToThisHost(entry, event);
    if (isHandOver && event.queuedAs !== null) followTo(entry, event.queuedAs);
    const delivery: WaitingDelivery = {
      at,
      recipient: shortened(event.to, 320),
      recipientMailboxId: mailbox?.id ?? null,
      relay: shortened(event.relay, 256),
      status: event.status as DeliveryRow['status'],
      dsn: shortened(event.dsn, 16),
      response: shortened(event.response, 2_000),
      delayMs: event.delayMs,
      isHandOver,
    };
    if (!entry.isAccepted && entry.root === null && at - entry.at < OUT_OF_ORDER_MS) {
      entry.waiting.push(delivery);
      held.add(entry);
    } else addDelivery(entry, delivery);
  }

  function isToThisHost(entry: QueueEntry, { relay, queuedAs }: Event<'delivery'>): boolean {
    return isLocalRelay(relay) && (queuedAs !== null || entry.isContinued);
  }

  function followTo(entry: QueueEntry, queueId: string): void {
    const next = queue.find(entry.host, queueId);
    // An entry from before is of another message: short queue ids are reused.
    if (!next || next.at < entry.at) queue.expect(entry, queueId);
    else if (next.mailboxId === null) queue.join(next, entry);
  }

  function addDelivery(entry: QueueEntry, { at, ...delivery }: WaitingDelivery): void {
    const root = queue.rootOf(entry);
    const isOthers = root.mailboxId === null;
    if (isOthers && (delivery.recipientMailboxId === null || delivery.isHandOver)) return;
    store(root);
    const isShown = isOthers || root.logsDetail;
    rows().deliveries.push({
      ...delivery,
      at: new Date(at),
      messageAt: new Date(root.at),
      message: root.id,
      mailboxId: root.mailboxId,
      recipient: isShown ? delivery.recipient : domainOf(delivery.recipient),
      response: isShown ? delivery.response : null,
    });
  }

  function release(entry: QueueEntry): void {
    for (const delivery of entry.waiting) addDelivery(entry, delivery);
    entry.waiting = [];
    held.delete(entry);
  }

  function remove(entry: QueueEntry, at: number): void {
    release(entry);
    if (entry.removedAt !== null) return;
    entry.removedAt = at;
    const root = queue.rootOf(entry);
    if (root !== entry) root.openParts = Math.max(0, root.openParts - 1);
    if (root.removedAt !== null && root.openParts === 0) root.endedAt = Math.max(at, root.removedAt);
    queue.changed(root);
    note(entry);
  }

  function store(root: QueueEntry): void {
    if (root.isStored) return;
    root.isStored = true;
    rows().messages.set(root.id, messageRowOf(root));
    queue.changed(root);
  }

  /** The row of the message follows its entry. */
  function note(entry: QueueEntry): void {
    const root = queue.rootOf(entry);
    if (!root.isStored) return;
    const { messages, changedMessages } = rows();
    (messages.has(root.id) ? messages : changedMessages).set(root.id, messageRowOf(root));
  }

  function addRefusal(event: Event<'refused'>, host: string, at: Date): void {
    const { address, from, to, saslUsername, queueId } = event;
    const open = queueId === null ? undefined : queue.find(host, queueId);
    const sender = saslUsername === null ? undefined : mailboxes.of(saslUsername);
    const recipient = to === null ? undefined : mailboxes.of(to);
    const senderId = sender?.id ?? open?.mailboxId ?? null;
    const isShown = sender?.logsDetail ?? open?.logsDetail ?? true;
    const refusal = {
      at,
      client: shortened(event.client, 256),
      address,
      country: countryOf(address),
      command: shortened(event.command, 40),
      sender: shortened(from, 320),
      recipient: shortened(to, 320),
      code: shortened(event.code, 8),
      dsn: shortened(event.dsn, 16),
      text: shortened(event.text, 1_000),
    };
    if (senderId !== null) {
      const hidden = isShown ? {} : { recipient: to === null ? null : domainOf(to), text: '' };
      rows().refusals.push({ ...refusal, ...hidden, mailboxId: senderId, direction: 'outgoing' });
    }
    if (recipient) rows().refusals.push({ ...refusal, mailboxId: recipient.id, direction: 'incoming' });
  }

  function addFailure({ saslUsername, address, reason }: Event<'auth_failed'>, at: Date): void {
    const mailbox = saslUsername === null ? undefined : mailboxes.of(saslUsername);
    // An authentication server that did not answer has judged no password.
    if (!mailbox || reason === 'unavailable') return;
    const attempt = { mailboxId: mailbox.id, address, at };
    if (tools.smtpAttempts.isReported('postfix', attempt)) return;
    const failure = { ...attempt, service: 'smtp', program: null, reason, passwordDigest: null, count: 1 } as const;
    foldFailure(rows().failures, failure, tools);
  }

  return {
    add,
    settle(now) {
      for (const entry of held) if (now - entry.at >= OUT_OF_ORDER_MS) release(entry);
    },
    takeChanges: queue.takeChanges,
  };
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** `127.0.0.1[127.0.0.1]:10024`, a socket, or a service of Postfix such as `local`. */
function isLocalRelay(relay: string | null): boolean {
  if (relay === null || relay === 'none') return false;
  const inner = relay.slice(relay.indexOf('[') + 1);
  return !relay.includes('[') || isLoopback(inner) || inner.startsWith('::1]') || inner.includes('/');
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@'));
