import { randomBytes } from 'node:crypto';
import type { DeliveryRow, MessageRow } from '@/db/queries/mail-log-rows';
import { shortened } from './row-tools';

/** One queue id and the message that it stands for. Times are milliseconds since 1970. */
export interface QueueEntry {
  readonly host: string;
  readonly queueId: string;
  /** Of the message: the time of its first line, and the id of its row. */
  readonly at: number;
  readonly id: string;
  lastAt: number;
  /** The id of the message that this queue id continues, after a content filter or an alias. */
  root: string | null;
  /** How many queue ids that continue the message have not left the queue. */
  openParts: number;
  isContinued: boolean;
  /** Queue ids that the next station gave the message, before their own lines were read. */
  next: string[];
  isAccepted: boolean;
  /** It came from this host: from a filter, an alias or a program. */
  isFromHere: boolean;
  isQueued: boolean;
  mailboxId: string | null;
  logsDetail: boolean;
  sender: string | null;
  address: string | null;
  country: string | null;
  messageId: string | null;
  size: number | null;
  recipients: number | null;
  expiredAt: number | null;
  heldAt: number | null;
  /** When this queue id left the queue. The message has ended when all of its queue ids have. */
  removedAt: number | null;
  endedAt: number | null;
  /** There is a row for it. */
  isStored: boolean;
  /** Deliveries that wait for the line that names the sender: lines come out of order. */
  waiting: WaitingDelivery[];
}

export type WaitingDelivery = Pick<
  DeliveryRow,
  'recipient' | 'recipientMailboxId' | 'relay' | 'status' | 'dsn' | 'response' | 'delayMs' | 'isHandOver'
> & { readonly at: number };

export function newEntry(host: string, queueId: string, at: number): QueueEntry {
  return {
    host,
    queueId,
    at,
    id: uuidAt(at),
    lastAt: at,
    root: null,
    openParts: 0,
    isContinued: false,
    next: [],
    isAccepted: false,
    isFromHere: true,
    isQueued: false,
    mailboxId: null,
    logsDetail: true,
    sender: null,
    address: null,
    country: null,
    messageId: null,
    size: null,
    recipients: null,
    expiredAt: null,
    heldAt: null,
    removedAt: null,
    endedAt: null,
    isStored: false,
    waiting: [],
  };
}

export function messageRowOf(entry: QueueEntry): MessageRow {
  const { host, queueId, id, mailboxId, address, country, size, recipients } = entry;
  return {
    at: new Date(entry.at),
    id,
    queueId,
    host,
    mailboxId,
    sender: shortened(entry.sender, 320),
    address,
    country,
    messageId: shortened(entry.messageId, 256),
    size,
    recipients,
    expiredAt: timeOf(entry.expiredAt),
    heldAt: timeOf(entry.heldAt),
    endedAt: timeOf(entry.endedAt),
  };
}

const timeOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** A UUID of version 7, in the order of time: neighbours in an index. @see RFC 9562 */
function uuidAt(at: number): string {
  const hex = Math.max(0, at).toString(16).padStart(12, '0').slice(-12);
  const random = randomBytes(10);
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f);
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f);
  const rest = random.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
