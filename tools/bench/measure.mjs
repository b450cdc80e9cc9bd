// `npm run bench` loads this into the server with node --import, so the server itself needs no hook. On each SIGUSR2 it
// writes the event loop delay since the previous SIGUSR2 to a file and resets the measurement.
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
    // The histogram holds the time between two samples; the delay is the part that exceeds the resolution.
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
