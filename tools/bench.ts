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
import { ingest } from './bench/ingest';
import { openingALink } from './bench/opening-a-link';
import { pages } from './bench/pages';
import { paint } from './bench/paint';
import { peers } from './bench/peers';
import { type Portal, startMeasuredPortal } from './bench/portal';
import { processes } from './bench/processes';
import { recovery } from './bench/recovery';
import { type Measured, runParts } from './bench/run-parts';
import { signInCost } from './bench/sign-in-cost';
import { signIns } from './bench/sign-ins';
import { start } from './bench/start';
import { strength } from './bench/strength';
import { measuredTable } from './bench/table';
import { timeToForce } from './bench/time-to-force';
import { weight } from './bench/weight';

const MIB = 1_024 * 1_024;

type Measure = (portal: Portal) => Promise<Figure[]>;

/** In the order of measurement. All parts share one portal. */
const PARTS: Record<string, Measure | readonly Measure[]> = {
  start,
  link: openingALink,
  weight,
  paint,
  pages,
  hashes,
  peers,
  signins: signIns,
  cost: signInCost,
  force: timeToForce,
  deliveries,
  recovery,
  burst,
  captcha,
  strength,
  processes,
  ingest,
  // Last, because it leaves many mailboxes in the database.
  import: imports,
};

/**
 * `npm run bench`: measures the production build and compares it with the limits of this machine. `-- pages weight`
 * measures only those parts. Requests that the portal refuses under load (503, 429) are counted as figures.
 *
 * A part that throws is reported as failed, the others are measured all the same, and the exit code is 1. A missed goal
 * is reported, but the exit code stays 0: other load on the machine also affects the absolute figures. Compare the
 * ratios within one run.
 *
 * The rates of changes and sign-ins are compared with the rate of hashing alone, without a goal: the load client and
 * the mail server compute on the same cores, and their time would count against the portal.
 */
const { values: options, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(PARTS);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.\n`);
  process.exit(1);
}

const { status } = spawnSync(process.execPath, ['tools/bench/build.mjs'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

const loadBefore = loadavg();
const measured = await measureAll();
const result = {
  at: new Date().toISOString(),
  node: process.version,
  cores: availableParallelism(),
  // A load average above the number of cores means that other processes competed for the machine.
  loadBefore,
  figures: measured.figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  failed: measured.failed,
};
mkdirSync('.cache', { recursive: true });
writeFileSync('.cache/bench.json', `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${measuredTable(measured)}\n`);
if (measured.failed.length > 0) process.exitCode = 1;

async function measureAll(): Promise<Measured> {
  const portal = await startMeasuredPortal();
  try {
    const idle = await portal.measure();
    const parts = wanted.flatMap((name) =>
      [PARTS[name] ?? []].flat().map((measure) => [name, () => measure(portal)] as const),
    );
    const memory = async (): Promise<Figure[]> => [
      { name: 'memory.idle', value: idle.rssBytes / MIB, unit: 'MiB' },
      { name: 'memory.after_load', value: (await portal.measure()).rssBytes / MIB, unit: 'MiB' },
    ];
    // A full run takes most of an hour. Printing each part at once shows its figures before the end.
    return await runParts([...parts, ['memory', memory]], {
      onStart: (name) => process.stderr.write(`${name} …\n`),
      onEnd: (ofPart) => process.stderr.write(`${measuredTable(ofPart)}\n`),
    });
  } finally {
    await portal.stop();
  }
}
