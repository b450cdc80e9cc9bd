import { createTransport } from 'nodemailer';
import { seconds } from '@/lib/clock';
import type { SmtpServer } from '@/lib/config/config';
import { asMessage, type MailCarrier } from './mail';
import { nameMailFailure } from './mail-failed';

/** Timeouts for a server that does not answer. The mail is tried again later. */
const PATIENCE = { connectMs: seconds(10), silenceMs: seconds(30) };

/** Delivers mails to a mail server by SMTP: one connection for each mail, with TLS except to a loopback address. */
export function openSmtpCarrier(server: SmtpServer, patience = PATIENCE): MailCarrier {
  const { host, port, tls, signIn } = server;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'at_once',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    auth: signIn && { user: signIn.user, pass: signIn.password.reveal() },
    connectionTimeout: patience.connectMs,
    greetingTimeout: patience.connectMs,
    dnsTimeout: patience.connectMs,
    socketTimeout: patience.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail(asMessage(mail));
      } catch (error) {
        throw nameMailFailure(error);
      }
    },
    close: () => transport.close(),
  };
}
