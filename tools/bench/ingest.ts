import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@/lib/clock';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { previewIngestion } from '@/lib/mail-log/preview-ingestion';
import { installPackages } from '../packages.mjs';
import { cpuOfChildren } from './cpu-time';
import { type Figure, median } from './figure';
import { writePlausibleLog } from './plausible-log';

const LINES = 400_000;
const ROUNDS = 3;
const MEMORY_LINES = 5_000_000;
const MIB = 1_024 * 1_024;

type Source = 'dovecot' | 'postfix';

/**
 * Lines that the parsers read per second of processor time, compared with pflogsumm (Debian's package) on the same file
 * of Postfix. Reading and splitting the file is included.
 */
export async function ingest(): Promise<Figure[]> {
  await installPackages(['pflogsumm']);
  const folder = makeScratchFolder();
  try {
    const files = { postfix: join(folder, 'postfix.log'), dovecot: join(folder, 'dovecot.log') };
    const lines = {
      postfix: writePlausibleLog(files.postfix, 'postfix', LINES, systemClock()),
      dovecot: writePlausibleLog(files.dovecot, 'dovecot', LINES, systemClock()),
    };
    const rates: Record<Source | 'pflogsumm', number[]> = { pflogsumm: [], postfix: [], dovecot: [] };
    // Round by round, so that other load on the machine meets all three.
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.pflogsumm.push(lines.postfix / secondsOfPflogsumm(files.postfix));
      for (const source of ['postfix', 'dovecot'] as const) {
        rates[source].push(lines[source] / (await secondsOfParser(files[source], source)));
      }
    }
    const reference = median(rates.pflogsumm);
    const [postfix, dovecot] = [median(rates.postfix), median(rates.dovecot)];
    return [
      { name: 'ingest.pflogsumm', value: reference, unit: 'a second' },
      { name: 'ingest.postfix_lines', value: postfix, unit: 'a second' },
      { name: 'ingest.postfix_to_pflogsumm', value: postfix / reference, unit: 'times', goal: { atLeast: 2 } },
      { name: 'ingest.dovecot_lines', value: dovecot, unit: 'a second' },
      { name: 'ingest.dovecot_to_pflogsumm', value: dovecot / reference, unit: 'times', goal: { atLeast: 2 } },
      { name: 'ingest.memory_growth', value: await memoryGrowth(files, lines), unit: 'MiB', goal: { atMost: 64 } },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function secondsOfPflogsumm(file: string): number {
  const usedBefore = cpuOfOwnChildren();
  const { status, stderr } = spawnSync('pflogsumm', [file], { encoding: 'utf8', maxBuffer: 256 * MIB });
  if (status !== 0) throw new Error(`pflogsumm failed: ${stderr}`);
  return (cpuOfOwnChildren() - usedBefore) / 1_000;
}

const cpuOfOwnChildren = (): number => cpuOfChildren(readFileSync('/proc/self/stat', 'utf8'));

async function secondsOfParser(path: string, source: Source): Promise<number> {
  const usedBefore = process.cpuUsage();
  const { unknown } = await preview(path, source);
  if (unknown > 0) throw new Error(`${unknown} lines of ${source} were unknown`);
  const { user, system } = process.cpuUsage(usedBefore);
  return (user + system) / 1_000_000;
}

const preview = (path: string, source: Source) =>
  previewIngestion([{ path, source, reference: systemClock() }], { timeZone: 'Asia/Taipei' });

/** How much the resident memory grows from the first million lines to the last of five. */
async function memoryGrowth(files: Record<Source, string>, lines: Record<Source, number>): Promise<number> {
  let read = 0;
  let first: number | undefined;
  while (read < MEMORY_LINES) {
    for (const source of ['postfix', 'dovecot'] as const) {
      await preview(files[source], source);
      read += lines[source];
    }
    if (read >= 1_000_000) first ??= process.memoryUsage.rss();
  }
  return (process.memoryUsage.rss() - (first ?? 0)) / MIB;
}
