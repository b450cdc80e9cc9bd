import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { systemClock } from '@/lib/clock';
import { readEnvironment } from '@/lib/config/config';
import { falsePositiveRate } from '@/lib/strength/breached/breached-format';
import { createBreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import { buildBreachedFile } from '@/lib/strength/breached/build-breached-file';
import { BadRanges } from '@/lib/strength/breached/read-ranges';
import { readPassword } from '@/lib/strength/read-password';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { readMinCount } from './read-options';

export function addBreached(breached: Command): void {
  const updating = breached
    .command('update <list>')
    .description('make BREACHED_PASSWORDS_FILE from a list in the format of the Pwned Passwords ranges')
    .option('--min-count <n>', 'leave out passwords that were seen less often', readMinCount, 1)
    .addHelpText(
      'after',
      `
The list is a file of lines HASH:COUNT (SHA-1, 40 hexadecimal digits), or a folder of files named by the first five digits,
with lines of the other 35. The order does not matter. The file is replaced atomically, and servers use it within a
minute. Up to 100 malformed lines are skipped and reported; more of them stop the update, and the file is left unchanged.

--json: {"file", "count", "minCount", "falsePositiveRate", "read": {"taken", "passedOver", "badLines", "firstBadLines"}}`,
    );
  addAnswering(updating, update);

  const checking = breached
    .command('check')
    .description('read a password from stdin, and say whether it is in the file; it is neither shown nor stored')
    .addHelpText('after', '\n--json: {"breached"}');
  addAnswering(checking, check);
}

async function update(list: string, { minCount }: { minCount: number }): Promise<Answer> {
  const file = readEnvironment().BREACHED_PASSWORDS_FILE;
  if (!file) {
    throw new CommandRefusal('breached.no_file', 'BREACHED_PASSWORDS_FILE is not set. It names the file to make.');
  }
  const { read, facts } = await buildBreachedFile({ from: list, to: file, minCount, madeAt: systemClock() }).catch(
    (error: unknown) => {
      throw error instanceof BadRanges ? new CommandRefusal('breached.bad_list', error.message) : error;
    },
  );
  const rate = falsePositiveRate(facts.count);
  const sentences = [
    `${file} holds ${facts.count} passwords.`,
    `Of other passwords it matches ${shareOf(rate)} by mistake.`,
  ];
  if (read.badLines > 0) {
    sentences.push(`${read.badLines} malformed lines were skipped: ${read.firstBadLines.join(', ')} …`);
  }
  return {
    json: { file, count: facts.count, minCount, falsePositiveRate: rate, read },
    text: sentences.join(' '),
  };
}

const shareOf = (rate: number): string => `one in ${Math.floor(1 / rate).toLocaleString('en')}`;

async function check(): Promise<Answer> {
  const secret = readPassword(await askForPassword());
  if (!secret.ok) throw new CommandRefusal(secret.code, `That cannot be set as a password (${secret.code}).`);
  const breached = createBreachedPasswords({
    path: readEnvironment().BREACHED_PASSWORDS_FILE,
    clock: systemClock,
    report: () => {},
  });
  try {
    const isIn = await breached.has(secret.value);
    return {
      json: { breached: isIn },
      text: isIn ? 'It is in the file: the portal refuses it.' : 'It is not in the file.',
    };
  } finally {
    await breached.close();
  }
}

/** Reads one line of stdin, without echo at a terminal. As an argument it would stand in the list of processes. */
async function askForPassword(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (process.stdin.isTTY) process.stderr.write('Password: ');
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: process.stdin.isTTY });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (process.stdin.isTTY) process.stderr.write('\n');
  }
}
