import { spawn } from 'node:child_process';

const PROGRAM = 'local $/; my ($setting, $password) = split /\\n/, <STDIN>, 2; print crypt($password, $setting)';

/**
 * crypt(3) of this machine's C library, called through perl, which every Debian has. It takes up to 511 bytes.
 * The password is passed on stdin, so that no process list shows it.
 *
 * @param setting salt and rounds, or a whole hash that contains them
 */
export function crypt(password: string, setting: string): Promise<string> {
  const child = spawn('perl', ['-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'], timeout: 15_000 });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString('latin1');
  });
  child.stdin.end(`${setting}\n${password}`);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}
