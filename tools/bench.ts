import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { burst } from './bench/burst';
import { captcha } from './bench/captcha';
import { deliveries } from './bench/deliveries';
import { type Figure, isMet } from './bench/figure';
import { hashes } from './bench/hashes';
import { imports } from './bench/import';
import { openingALink } from './bench/opening-a-link';
import { pages } from './bench/pages';
import { paint } from './bench/paint';
import { type Portal, startMeasuredPortal } from './bench/portal';
import { recovery } from './bench/recovery';
import { signInCost } from './bench/sign-in-cost';
import { signIns } from './bench/sign-ins';
import { start } from './bench/start';
import { strength } from './bench/strength';
import { figureTable } from './bench/table';
import { timeToForce } from './bench/time-to-force';
import { weight } from './bench/weight';

const MIB = 1_024 * 1_024;

/** In the order of measurement. All parts share one portal. */
const PARTS: Record<string, (portal: Portal) => Promise<Figure[]>> = {
  start,
  link: openingALink,
  weight,
  paint,
  pages,
  hashes,
  signins: signIns,
  cost: signInCost,
  force: timeToForce,
  deliveries,
  recovery,
  burst,
  captcha,
  strength,
  // Last, because it leaves many mailboxes in the database.
  import: imports,
};

/**
 * `npm run bench`: measures the production build and compares it with the limits of this machine. `-- pages weight`
 * measures only those parts. A missed goal is reported, but the exit code stays 0: other load on the machine also
 * affects the absolute figures. Compare the ratios within one run.
 */
const { values: options, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(PARTS);

const { status } = spawnSync(process.execPath, ['tools/bench/build.mjs'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

const loadBefore = loadavg();
const figures = await measureAll();
const result = {
  at: new Date().toISOString(),
  node: process.version,
  cores: availableParallelism(),
  // A load average above the number of cores means that other processes competed for the machine.
  loadBefore,
  figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
};
mkdirSync('.cache', { recursive: true });
writeFileSync('.cache/bench.json', `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${figureTable(figures)}\n`);

async function measureAll(): Promise<Figure[]> {
  const portal = await startMeasuredPortal();
  try {
    const idle = await portal.measure();
    const measured: Figure[] = [];
    for (const name of wanted) {
      const measure = PARTS[name];
      if (!measure) throw new Error(`there is no part "${name}"; the parts are ${Object.keys(PARTS).join(', ')}`);
      process.stderr.write(`${name} …\n`);
      const figuresOfPart = await measure(portal);
      measured.push(...figuresOfPart);
      // A full run takes most of an hour. Printing each part at once keeps its figures if a later part fails.
      process.stderr.write(`${figureTable(figuresOfPart)}\n`);
    }
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
