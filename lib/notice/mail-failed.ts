/**
 * Why a mail could not be delivered to the mail server, for operators. Never the server's own text: it may contain
 * anything.
 */
export type MailFailure =
  | 'connection_refused'
  | 'connection_lost'
  | 'timed_out'
  | 'tls_failed'
  | 'sign_in_refused'
  | 'sender_refused'
  | 'recipient_refused'
  | 'message_refused'
  | 'refused_for_now'
  | 'unexpected_answer'
  | 'folder_not_writable'
  | 'not_composed';

/** A mail that could not be delivered to the mail server. A later attempt may succeed. */
export class MailFailed extends Error {
  constructor(
    readonly reason: MailFailure,
    options?: ErrorOptions,
  ) {
    super(`the mail could not be handed over: ${reason}`, options);
  }

  /** The server refuses this mail for this recipient permanently (5yz). */
  get isFinal(): boolean {
    return this.reason === 'recipient_refused' || this.reason === 'message_refused';
  }
}

/** The properties of nodemailer's errors. */
interface Failure {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  syscall?: unknown;
  message?: unknown;
}

const BY_CODE: Record<string, MailFailure> = {
  EAUTH: 'sign_in_refused',
  ENOAUTH: 'sign_in_refused',
  ETLS: 'tls_failed',
  EDNS: 'connection_refused',
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ENOTFOUND: 'connection_refused',
  ETIMEDOUT: 'timed_out',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  ECONNECTION: 'connection_lost',
};

/** Classifies a failure between the portal and a mail server. @see RFC 5321 §4.2.1 for 4yz and 5yz */
export function nameMailFailure(error: unknown): MailFailed {
  const { code, command, responseCode, message } = (error ?? {}) as Failure;
  const failed = (reason: MailFailure) => new MailFailed(reason, { cause: error });
  if (code === 'EAUTH' || code === 'ENOAUTH') return failed('sign_in_refused');
  if (typeof responseCode === 'number') {
    if (responseCode >= 400 && responseCode < 500) return failed('refused_for_now');
    if (responseCode >= 500) {
      if (command === 'RCPT TO') return failed('recipient_refused');
      if (command === 'DATA') return failed('message_refused');
      return failed(command === 'MAIL FROM' ? 'sender_refused' : 'unexpected_answer');
    }
  }
  const text = String(message);
  if (code === 'ESOCKET') {
    if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(text)) return failed('connection_refused');
    if (/ECONNRESET|EPIPE|socket disconnected/i.test(text)) return failed('connection_lost');
    return failed(/certificate|TLS|SSL|altname/i.test(text) ? 'tls_failed' : 'connection_lost');
  }
  return failed((typeof code === 'string' && BY_CODE[code]) || 'unexpected_answer');
}
