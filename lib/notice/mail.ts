/** A mail, whole: what a carrier takes to a mail server. */
export interface Mail {
  /** The same at every attempt: who gets it twice sees it once. */
  messageId: string;
  from: { name: string; address: string };
  to: string;
  date: Date;
  language: string;
  subject: string;
  text: string;
  html: string;
}

/** Takes mails on their way. */
export interface MailCarrier {
  /** @throws MailFailed when it could not be handed over, and may be later */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** What nodemailer makes a message of. Nothing that a mail holds makes it read a file or ask a network. */
export function asMessage({ messageId, from, to, date, language, subject, text, html }: Mail) {
  return {
    messageId,
    from,
    to: { name: '', address: to },
    date,
    subject,
    text,
    html,
    // RFC 3834: no program answers it.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
