import type { LoginAnswer } from './imap-client';
import { openLines, type ServerAddress } from './line-connection';

/**
 * Signs in for sending (AUTH PLAIN) and, when let in, hands over a message as the one who signed in; `text` is the last
 * line that the server said (`250 2.0.0 Ok: queued as …`, `535 5.7.8 …`, `454 4.7.0 …`).
 */
export async function smtpSend(server: ServerAddress, user: string, password: string): Promise<LoginAnswer> {
  const lines = await openLines(server);
  async function answer(): Promise<string> {
    for (;;) {
      const line = await lines.readLine();
      // A hyphen after the code says that more lines follow (RFC 5321 §4.2.1).
      if (line[3] !== '-') return line;
    }
  }
  const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
  const commands = [
    'EHLO tests.example',
    `AUTH PLAIN ${plain}`,
    `MAIL FROM:<${user}>`,
    'RCPT TO:<somebody@elsewhere.example>',
    'DATA',
    `From: <${user}>\r\nTo: <somebody@elsewhere.example>\r\nSubject: a test\r\n\r\nA test.\r\n.`,
  ];
  let text = await answer();
  for (const command of commands) {
    lines.send(`${command}\r\n`);
    text = await answer();
    if (!/^[23]/.test(text)) break;
  }
  lines.close();
  return { ok: text.startsWith('250 '), text };
}
