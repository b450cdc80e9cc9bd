import type { LoginAnswer } from './imap-client';
import { openLines, type ServerAddress } from './line-connection';

/** `text` is the server's last line in response to a command (`235 2.7.0 …`, `535 5.7.8 …`, `454 4.7.0 …`). */
export type SmtpConnection = {
  readonly login: LoginAnswer;
  command(words: string): Promise<LoginAnswer>;
  /** Resolves when the connection has ended, with the server's last line (`421 4.3.2 …`). */
  readonly closed: Promise<string>;
  close(): void;
};

/** Authenticates for submission (AUTH PLAIN) and stays connected. */
export async function openSmtp(server: ServerAddress, user: string, password: string): Promise<SmtpConnection> {
  const lines = await openLines(server);
  async function answer(): Promise<LoginAnswer> {
    for (;;) {
      const text = await lines.readLine();
      // A hyphen after the code announces more lines (RFC 5321 §4.2.1).
      if (text[3] !== '-') return { ok: /^[23]/.test(text), text };
    }
  }
  const command = (words: string) => {
    lines.send(`${words}\r\n`);
    return answer();
  };
  await answer();
  await command('EHLO tests.example');
  const login = await command(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`);
  return { login, command, closed: lines.closed, close: lines.close };
}

/** Authenticates for submission and quits. */
export async function smtpLogin(server: ServerAddress, user: string, password: string): Promise<LoginAnswer> {
  const { login, close } = await openSmtp(server, user, password);
  close();
  return login;
}

/** Authenticates for submission and, on success, submits a message as that user: `250 2.0.0 … queued as …`. */
export async function smtpSend(server: ServerAddress, user: string, password: string): Promise<LoginAnswer> {
  const connection = await openSmtp(server, user, password);
  const commands = [
    `MAIL FROM:<${user}>`,
    'RCPT TO:<recipient@elsewhere.example>',
    'DATA',
    `From: <${user}>\r\nTo: <recipient@elsewhere.example>\r\nSubject: a test\r\n\r\nA test.\r\n.`,
  ];
  let answer = connection.login;
  for (const command of commands) {
    if (!answer.ok) break;
    answer = await connection.command(command);
  }
  connection.close();
  return answer;
}
