import { isDemo, productionConfig } from '@/lib/config/config';
import { listen } from './listen';
import { makeServer, preparePortal } from './prepare-portal';
import { configOfDemo } from './running-file';
import type { Start } from './start';
import { permissionToListen } from './supervise-processes';

/** Serves the portal as one of several processes. It listens when it can serve, since connections are shared out at once. */
export async function serveAsProcess({ environment, log, stops }: Start, processNumber: number): Promise<void> {
  const config = isDemo(environment) ? configOfDemo(environment) : productionConfig(environment);
  const server = makeServer();
  const share = { processes: environment.SERVER_PROCESSES, processNumber };
  const { serve } = await preparePortal({ config, log, stops, server }, { share });
  serve();
  await permissionToListen();
  await listen(server, config);
}
