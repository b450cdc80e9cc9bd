// Loaded into the server by `npm run bench` (node --import), so that the server itself needs no hook: at each SIGUSR2 it
// writes down how late the event loop has been since the last one, and begins anew.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 5;
const file = join(process.env.DATA_DIR ?? '.', 'measured.json');

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let utilization = performance.eventLoopUtilization();

  process.on('SIGUSR2', () => {
    const since = performance.eventLoopUtilization(utilization);
    // The histogram holds the time between two looks; what lies beyond the wanted time is the delay.
    const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const measured = {
      delayP50Ms: late(delay.percentile(50)),
      delayP99Ms: late(delay.percentile(99)),
      delayMaxMs: late(delay.max),
      utilization: since.utilization,
      rssBytes: process.memoryUsage.rss(),
    };
    writeFileSync(`${file}.new`, JSON.stringify(measured));
    renameSync(`${file}.new`, file);
    delay.reset();
    utilization = performance.eventLoopUtilization();
  });
}
