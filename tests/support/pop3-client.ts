import type { LoginAnswer } from '@/tests/support/imap-client';
import { openLines, type ServerAddress } from '@/tests/support/line-connection';

/** Logs in over POP3 and quits; `text` is the server's line (`+OK Logged in.`, `-ERR [AUTH] …`). */
export async function pop3Login(server: ServerAddress, user: string, password: string): Promise<LoginAnswer> {
  const lines = await openLines(server);
  const ask = async (words: string): Promise<LoginAnswer> => {
    lines.send(`${words}\r\n`);
    const text = await lines.readLine();
    return { ok: text.startsWith('+OK'), text };
  };

  await lines.readLine();
  await ask(`USER ${user}`);
  const answer = await ask(`PASS ${password}`);
  await ask('QUIT').catch(() => undefined);
  lines.close();
  return answer;
}
