import type { PostfixEvent } from '../../mail-log-event';
import { numberAt } from '../number-at';
import { clientAt } from './client-of';
import { queueIdAt } from './queue-id';
import { addressAt, readDelivery } from './read-delivery';
import { readRefusal } from './read-refusal';

const LONGEST_MESSAGE_ID = 250;

const NOTICES: readonly (readonly [text: string, about: 'bounce' | 'delay' | 'delivery', isToSender: boolean])[] = [
  ['sender non-delivery notification: ', 'bounce', true],
  ['postmaster non-delivery notification: ', 'bounce', false],
  ['sender delay notification: ', 'delay', true],
  ['postmaster delay notification: ', 'delay', false],
  ['sender delivery status notification: ', 'delivery', true],
  ['sender notification failed to ', 'bounce', true],
  ['postmaster notification failed to ', 'bounce', false],
];

/** Remarks about a message that change nothing of its state, each with the name of the noise. */
const NOISE: readonly (readonly [start: string, name: string])[] = [
  ['lost connection', 'lost_connection'],
  ['timeout after', 'timeout'],
  ['too many errors after', 'too_many_errors'],
  ['host ', 'remote_reply'],
  ['conversation with ', 'remote_trouble'],
  ['connect to ', 'remote_trouble'],
  ['SASL ', 'remote_trouble'],
  ['SSL_connect error', 'tls'],
  ['Cannot start TLS', 'tls'],
  ['TLS is required', 'tls'],
  ['certificate verification failed', 'tls'],
  ['server certificate ', 'tls'],
  ['Server certificate ', 'tls'],
  ['re-using session', 'tls'],
  ['enabling PIX workarounds', 'workaround'],
  ['breaking line', 'workaround'],
  ['skipped, still being delivered', 'still_being_delivered'],
  ['passing <', 'passed_on'],
  ['uid=', 'pickup'],
  ['requeued', 'requeued'],
  ['released from hold', 'released'],
  ['expired', 'expired_by_operator'],
  ['force-expired', 'expired_by_operator'],
  ['renamed', 'renamed'],
  ['placed in ', 'moved'],
  ['no trace file', 'bounce_remark'],
  ['not sending trace', 'bounce_remark'],
  ['replacing command', 'command_filter'],
  ['replacing server reply', 'command_filter'],
  ['reply filter', 'command_filter'],
  ['warning: ', 'warning'],
  ['Sender requested REQUIRETLS', 'tls'],
  ['status=deferred (bounce failed)', 'bounce_remark'],
  ['status=deferred (', 'bounce_remark'],
];

/**
 * Reads what follows a queue id.
 *
 * @param queueId null for NOQUEUE
 * @returns an event, the name of the noise, or undefined for a text that it does not know
 */
export function readQueueLine(
  text: string,
  queueId: string | null,
  service: string,
): PostfixEvent | string | undefined {
  // In the order of their numbers in a log.
  if (text.startsWith('to=')) return readDelivery(text, queueId);
  if (text.startsWith('from=')) return readSender(text, queueId);
  if (text === 'removed') return { queueId, kind: 'removed' };
  if (text.startsWith('message-id=')) return { queueId, kind: 'message_id', messageId: messageIdOf(text.slice(11)) };
  if (text.startsWith('client=')) return readAccepted(text, queueId);
  if (text.startsWith('resent-message-id=')) return 'resent_message_id';
  if (text.startsWith('uid=') && service === 'pickup') return ofPickup(queueId);
  return readNotice(text, queueId) ?? readRefusal(text, queueId) ?? readState(text, queueId) ?? noiseOf(text);
}

/** `client=host[address], sasl_method=PLAIN, sasl_username=NAME, sasl_sender=…`, or with `orig_queue_id=`. */
export function readAccepted(text: string, queueId: string | null): PostfixEvent | undefined {
  const found = clientAt(text, 7);
  if (!found) return undefined;
  const { client, address, end } = found;
  const fields = text.slice(end);
  return {
    queueId,
    kind: 'accepted',
    client,
    address,
    saslUsername: accountField(fields, 'sasl_username'),
    saslMethod: accountField(fields, 'sasl_method'),
    originalQueueId: accountField(fields, 'orig_queue_id'),
    isLocal: false,
  };
}

/** In the order in which smtpd writes them: the value of one ends where the next begins. */
const KEYS = ['orig_queue_id', 'orig_client', 'sasl_method', 'sasl_username', 'sasl_sender', 'helo'];

function accountField(fields: string, key: string): string | null {
  const start = fields.indexOf(` ${key}=`);
  if (start < 0) return null;
  const from = start + key.length + 2;
  let end = fields.length;
  for (const later of KEYS) {
    const at = later === key ? -1 : fields.indexOf(`, ${later}=`, from);
    if (at >= 0 && at < end) end = at;
  }
  const value = fields.slice(from, end).replace(/,$/, '').trim();
  // SASL mechanisms of Dovecot that failed to name the account write `(unavailable)`.
  return value === '' || value === '(unavailable)' ? null : value;
}

function ofPickup(queueId: string | null): PostfixEvent {
  const none = { client: null, address: null, saslUsername: null, saslMethod: null, originalQueueId: null };
  return { queueId, kind: 'accepted', ...none, isLocal: true };
}

/** `from=<…>, size=…, nrcpt=… (queue active)`, `from=<…>, status=expired, returned to sender`. */
function readSender(text: string, queueId: string | null): PostfixEvent | string | undefined {
  const found = addressAt(text, 5);
  if (!found) return 'truncated';
  const from = found.address;
  const status = text.indexOf('status=', found.end);
  if (status >= 0) {
    const word = text.slice(status + 7).split(/[, ]/, 1)[0] ?? '';
    const isForced = word === 'force-expired';
    return isForced || word === 'expired' ? { queueId, kind: 'expired', from, isForced } : undefined;
  }
  const size = text.indexOf('size=', found.end);
  const recipients = text.indexOf('nrcpt=', found.end);
  if (size < 0 || recipients < 0) return 'truncated';
  return {
    queueId,
    kind: 'queued',
    from,
    size: numberAt(text, size + 5) ?? 0,
    recipients: numberAt(text, recipients + 6) ?? 0,
  };
}

/**
 * The id between the brackets. An id with blanks or beyond all measure is a text of its sender, who may have put a letter
 * into it, and becomes empty.
 */
function messageIdOf(text: string): string {
  const value = text.trim();
  const close = value.startsWith('<') ? value.indexOf('>') : -1;
  const id = close > 0 ? value.slice(1, close) : value;
  return id.length > LONGEST_MESSAGE_ID || /[\s=]\?|\s/.test(id) ? '' : id.replace(/^<|>$/g, '');
}

function readNotice(text: string, queueId: string | null): PostfixEvent | undefined {
  const found = NOTICES.find(([start]) => text.startsWith(start));
  if (!found) return undefined;
  const [start, about, isToSender] = found;
  const noticeQueueId = start.endsWith(': ') ? queueIdAt(text, start.length) : null;
  return { queueId, kind: 'bounce_notice', about, noticeQueueId, isToSender };
}

function readState(text: string, queueId: string | null): PostfixEvent | undefined {
  if (text === 'canceled' || text === 'removed (canceled)') return { queueId, kind: 'canceled' };
  if (text === 'placed on hold') return { queueId, kind: 'held' };
  return text.startsWith('removed') ? { queueId, kind: 'removed' } : undefined;
}

const noiseOf = (text: string): string | undefined => NOISE.find(([start]) => text.startsWith(start))?.[1];
