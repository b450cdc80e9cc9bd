import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bytes } from './bench/bytes';
import { type Figure, isMet } from './bench/figure';
import { hashes } from './bench/hashes';
import { openingALink } from './bench/opening-a-link';
import { pages } from './bench/pages';
import { startMeasuredPortal } from './bench/portal';
import { figureTable } from './bench/table';
import { timeToForce } from './bench/time-to-force';

const MIB = 1_024 * 1_024;
const RESULT = '.cache/bench.json';

/**
 * `npm run bench`: measures the product as it is run, on this machine, against what this machine can do. A goal that is
 * missed is shown, and is no failure: how busy the machine is otherwise decides as well.
 */
const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const { status } = spawnSync(process.execPath, ['bin/bench/build.mjs'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

const figures = await measureAll();
const result = {
  at: new Date().toISOString(),
  node: process.version,
  cores: availableParallelism(),
  figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
};
mkdirSync('.cache', { recursive: true });
writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${figureTable(figures)}\n`);

async function measureAll(): Promise<Figure[]> {
  const link = await step('opening a campus link', openingALink);
  const portal = await step('starting the portal', startMeasuredPortal);
  try {
    const idle = await portal.measure();
    const measured = [
      ...link,
      ...(await step('bytes of the pages', () => bytes(portal))),
      ...(await step('pages a second', () => pages(portal))),
      ...(await step('hashes during changes', () => hashes(portal))),
      ...(await step('time until in force', () => timeToForce(portal))),
    ];
    const loaded = await portal.measure();
    return [
      ...measured,
      { name: 'memory.idle', value: idle.rssBytes / MIB, unit: 'MiB' },
      { name: 'memory.after_load', value: loaded.rssBytes / MIB, unit: 'MiB' },
    ];
  } finally {
    await portal.stop();
  }
}

async function step<T>(what: string, measure: () => Promise<T>): Promise<T> {
  process.stderr.write(`${what} …\n`);
  return measure();
}
