/** The services of Dovecot whose sign-ins the log names. `smtp` is SMTP AUTH, at Dovecot's submission or at Postfix. */
export type MailService = 'imap' | 'pop3' | 'smtp' | 'sieve' | 'lmtp';

/** The header of a line: when and by which program it was written. */
export interface LineHeader {
  /** Null when the line has no readable time. */
  readonly at: Date | null;
  readonly host: string | null;
  /** `dovecot`, `postfix/submission` …, without the process id. */
  readonly program: string;
  readonly pid: number | null;
}

/** Why a sign-in failed, in the stable words of Dovecot 2.4; those of older versions are mapped to them. */
export type FailureReason =
  | 'auth_failed'
  | 'unknown_user'
  | 'user_disabled'
  | 'password_expired'
  | 'authorization_failed'
  | 'invalid_credentials'
  | 'temporary_failure'
  | 'connection_limit'
  | 'cleartext_auth_disabled'
  | 'proxy_destination';

/** The content of a line of Dovecot about an account. `user` is the name as it was typed, not yet a mailbox. */
export type DovecotEvent = {
  readonly service: MailService | null;
  readonly user: string;
  /** The client's address in canonical form; null where the line has none. */
  readonly address: string | null;
  readonly session: string | null;
} & (
  | { readonly kind: 'login'; readonly isSecured: boolean; readonly method: string | null; readonly isProxied: boolean }
  | {
      readonly kind: 'login_failed';
      readonly reason: FailureReason;
      /** How many attempts the line counts, at least 1. */
      readonly attempts: number;
    }
  | {
      /** A refusal by the authentication process, which may name the password by the first characters of its SHA-1. */
      readonly kind: 'auth_refused';
      readonly reason: FailureReason;
      readonly passwordDigest: string | null;
    }
  | {
      readonly kind: 'logout';
      readonly reason: string;
      /**
       * The counters of the line by their names in the log: in, out, deleted, expunged, body_count, retr, del, size … Of
       * POP3's pairs `retr=1/39452` is also `retr_bytes`, `top` also `top_bytes`, and `del=0/271` also `messages`, the
       * number in the mailbox.
       */
      readonly counts: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'message';
      /** `deleted` is the flag, `expunged` is final. A move is `copied` followed by `expunged`. */
      readonly act: 'deleted' | 'undeleted' | 'expunged' | 'copied' | 'saved' | 'flags_changed';
      readonly folder: string | null;
      /** Of a copy: the folder that it came from. */
      readonly fromFolder: string | null;
      readonly uid: number | null;
      readonly messageId: string | null;
      readonly size: number | null;
    }
  | {
      readonly kind: 'folder';
      readonly act: 'created' | 'deleted' | 'renamed';
      readonly folder: string;
      readonly newName: string | null;
    }
  | {
      /** A delivery by LMTP or LDA into the mailbox, or what its filter did with a message. */
      readonly kind: 'delivered';
      readonly act: 'stored' | 'forwarded' | 'discarded' | 'rejected' | 'failed';
      readonly folder: string | null;
      readonly messageId: string | null;
    }
  | {
      /** The program of a client, by the IMAP ID command. */
      readonly kind: 'client_id';
      readonly program: string;
    }
);

/** The content of a line of Postfix about a message or a client. `queueId` is null for NOQUEUE. */
export type PostfixEvent = {
  readonly queueId: string | null;
} & (
  | {
      readonly kind: 'accepted';
      readonly client: string | null;
      readonly address: string | null;
      readonly saslUsername: string | null;
      readonly saslMethod: string | null;
      /** Of a message that comes back from a content filter. */
      readonly originalQueueId: string | null;
      /** `pickup` accepted it from a local user instead of a client. */
      readonly isLocal: boolean;
    }
  | { readonly kind: 'message_id'; readonly messageId: string }
  | { readonly kind: 'queued'; readonly from: string; readonly size: number; readonly recipients: number }
  | {
      readonly kind: 'delivery';
      readonly to: string;
      readonly originalTo: string | null;
      /** `host[address]:port`, a socket, `none`, `local` or a service name, as in the line. */
      readonly relay: string | null;
      readonly delayMs: number | null;
      /** The enhanced status code, such as 5.1.1. @see RFC 3463 */
      readonly dsn: string | null;
      readonly status:
        | 'sent'
        | 'bounced'
        | 'deferred'
        | 'softbounce'
        | 'undeliverable'
        | 'deliverable'
        | 'undeliverable-but-not-cached';
      readonly response: string;
      /** The queue id that the next station of this host gave the message: `queued as B`, `forwarded as B`. */
      readonly queuedAs: string | null;
    }
  | { readonly kind: 'expired'; readonly from: string; readonly isForced: boolean }
  | {
      readonly kind: 'bounce_notice';
      /** A notice of non-delivery, of a delay, or of a successful delivery that the sender had asked for. */
      readonly about: 'bounce' | 'delay' | 'delivery';
      /** Null when the notice itself could not be sent. */
      readonly noticeQueueId: string | null;
      readonly isToSender: boolean;
    }
  | { readonly kind: 'removed' }
  | { readonly kind: 'held' | 'canceled' }
  | {
      readonly kind: 'refused';
      /** The command that was refused: `RCPT`, `MAIL`, `CONNECT`, `END-OF-MESSAGE` … */
      readonly command: string;
      readonly client: string | null;
      readonly address: string | null;
      readonly code: string | null;
      readonly dsn: string | null;
      readonly text: string;
      readonly from: string | null;
      readonly to: string | null;
      readonly saslUsername: string | null;
    }
  | {
      readonly kind: 'auth_failed';
      readonly method: string;
      readonly address: string | null;
      readonly saslUsername: string | null;
      /** `unavailable`: the authentication server did not answer, so the password was not judged. */
      readonly reason: 'auth_failed' | 'unavailable';
    }
);

/** The content of one line of a mail log. Of an unknown line only a sample without passwords is kept. */
export type ReadLine =
  | { readonly is: 'event'; readonly source: 'dovecot'; readonly header: LineHeader; readonly event: DovecotEvent }
  | { readonly is: 'event'; readonly source: 'postfix'; readonly header: LineHeader; readonly event: PostfixEvent }
  | { readonly is: 'noise'; readonly name: string; readonly header: LineHeader | null }
  | { readonly is: 'unknown'; readonly sample: string; readonly header: LineHeader | null };
