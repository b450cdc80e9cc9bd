/** A complete mail, as a carrier delivers it to a mail server. */
export interface Mail {
  /** The same at every attempt, so that a recipient who gets the mail twice sees it once. */
  messageId: string;
  from: { name: string; address: string };
  to: string;
  date: Date;
  language: string;
  subject: string;
  text: string;
  html: string;
}

/** Delivers mails. */
export interface MailCarrier {
  /** @throws MailFailed when the mail could not be delivered; a later attempt may succeed */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The message in nodemailer's form. No content of a mail makes nodemailer read a file or access the network. */
export function asMessage({ messageId, from, to, date, language, subject, text, html }: Mail) {
  return {
    messageId,
    from,
    to: { name: '', address: to },
    date,
    subject,
    text,
    html,
    // RFC 3834: automatic responders must not answer.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
