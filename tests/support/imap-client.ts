import { type LineConnection, openLines, type ServerAddress } from '@/tests/support/line-connection';

export type Mechanism = 'LOGIN' | 'PLAIN';

/**
 * `text` is the server's response to the command, without the tag: `OK [CAPABILITY …] Logged in`, `NO [CONTACTADMIN]
 * …`.
 */
export type LoginAnswer = { readonly ok: boolean; readonly text: string };

export type ImapConnection = {
  readonly login: LoginAnswer;
  command(words: string): Promise<LoginAnswer>;
  /** Resolves when the connection has ended, with the server's last line (`* BYE …`). */
  readonly closed: Promise<string>;
  close(): void;
};

/** Logs in over IMAP and logs out again. */
export async function imapLogin(
  server: ServerAddress,
  user: string,
  password: string,
  how: { mechanism: Mechanism } = { mechanism: 'LOGIN' },
): Promise<LoginAnswer> {
  const connection = await openImap(server, user, password, how);
  // A change that is being delivered may end the connection first; the login succeeded all the same.
  if (connection.login.ok) await connection.command('LOGOUT').catch(() => {});
  connection.close();
  return connection.login;
}

/** Logs in over IMAP and stays connected. */
export async function openImap(
  server: ServerAddress,
  user: string,
  password: string,
  { mechanism }: { mechanism: Mechanism } = { mechanism: 'LOGIN' },
): Promise<ImapConnection> {
  const lines = await openLines(server);
  await lines.readLine();
  let count = 0;

  async function say(parts: readonly string[]): Promise<LoginAnswer> {
    count += 1;
    const tag = `a${count}`;
    lines.send(`${tag} `);
    for (const part of parts) {
      lines.send(`${part}\r\n`);
      const answer = await readResponse(tag, lines);
      if (answer !== 'go on') return answer;
    }
    throw new Error('The server waits for more than there was to say');
  }

  const login = await say(mechanism === 'LOGIN' ? loginCommand(user, password) : plainCommand(user, password));
  return { login, command: (words) => say([words]), closed: lines.closed, close: lines.close };
}

/** Skips untagged lines, which do not belong to the command (RFC 9051 §2.2.2). */
async function readResponse(tag: string, lines: LineConnection): Promise<LoginAnswer | 'go on'> {
  for (;;) {
    const line = await lines.readLine();
    if (line.startsWith('+')) return 'go on';
    if (line.startsWith(`${tag} `)) {
      const text = line.slice(tag.length + 1);
      return { ok: text.startsWith('OK'), text };
    }
  }
}

/**
 * The parts of a LOGIN command. The server requests a continuation after each part but the last (RFC 9051 §4.3:
 * literals).
 */
function loginCommand(user: string, password: string): string[] {
  const parts = ['LOGIN'];
  for (const word of [user, password]) {
    const before = parts.pop();
    if (/^[ -~]*$/.test(word)) parts.push(`${before} "${word.replace(/["\\]/g, '\\$&')}"`);
    else parts.push(`${before} {${Buffer.byteLength(word)}}`, word);
  }
  return parts;
}

/** RFC 4616: an empty authorization identity, the user, and the password, separated by NUL bytes. */
function plainCommand(user: string, password: string): string[] {
  return ['AUTHENTICATE PLAIN', Buffer.from(`\0${user}\0${password}`).toString('base64')];
}
