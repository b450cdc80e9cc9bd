import { type Config, demoConfig } from '@/lib/config/config';
import { type RunningDemo, startDemoPlatform } from '@/lib/demo/start-demo-platform';
import type { Start } from './start';

/** Starts the servers of a demo. */
export async function openDemo(
  { environment, log, stops }: Start,
  port: number,
): Promise<{ demo: RunningDemo; config: Config }> {
  const demo = await startDemoPlatform({
    dataDir: environment.DATA_DIR,
    durable: true,
    withMail: true,
    log: (line) => log.debug({ line }, 'embedded server'),
  });
  stops.push(demo.stop);
  const config = demoConfig(environment, demo.platform);
  const origins = config.origins.length > 0 ? config.origins : loopbackOrigins(port);
  return { demo, config: { ...config, port, origins } };
}

function loopbackOrigins(port: number): string[] {
  return [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
}
