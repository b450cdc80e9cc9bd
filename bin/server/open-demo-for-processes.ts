import type { Config } from '@/lib/config/config';
import { prepareDemo } from '@/lib/demo/prepare-demo';
import { checkInstallation } from '@/lib/runtime/check-installation';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf } from '@/lib/runtime/runtime';
import { startDemoWorker } from './demo-worker';
import { openDemo } from './open-demo';
import { printWelcome } from './print-welcome';
import type { Start } from './start';

/** Starts and fills a demo that other processes will serve. `welcome` starts its worker and prints its addresses. */
export async function openDemoForProcesses(
  start: Start,
  port: number,
): Promise<{ config: Config; welcome(): Promise<void> }> {
  const { log, stops } = start;
  const { demo, config } = await openDemo(start, port);
  // Without targets the runtime listens for no login probes: this process makes none.
  const runtime = await openRuntime({ ...config, targets: {} }, log, 'mail-portal demo');
  stops.push(runtime.close);
  const ctx = contextOf({ ...runtime, config }, { address: null, requestId: 'start' });
  await checkInstallation(ctx);
  await prepareDemo(ctx);
  return {
    config,
    welcome: async () => {
      stops.push(await startDemoWorker(log));
      await printWelcome(ctx, demo);
      await runtime.close();
    },
  };
}
