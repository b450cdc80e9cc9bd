import { spawn } from 'node:child_process';

const ANSWERS_WITHIN_MS = 15_000;
const ACCEPTED = 0;
const REFUSED = 77;

/**
 * Runs `doveadm auth test` for this user, as `service` (`smtp` is the one that Postfix uses).
 * A mailbox that may not log in counts as accepted: the caller has to check `nologin`.
 * The password is passed on stdin, so that no process list shows it.
 */
export async function doveadmAuthTest(
  configFile: string,
  user: string,
  password: string,
  service: 'imap' | 'pop3' | 'smtp',
): Promise<boolean> {
  const { code, output } = await doveadm(configFile, ['auth', 'test', '-x', `service=${service}`, user], password);
  if (code !== ACCEPTED && code !== REFUSED) throw new Error(`doveadm ended with ${code}: ${output}`);
  return code === ACCEPTED;
}

function doveadm(
  configFile: string,
  words: readonly string[],
  input: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn('doveadm', ['-c', configFile, ...words], { timeout: ANSWERS_WITHIN_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data;
    });
  }
  child.stdin.end(`${input}\n`);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
