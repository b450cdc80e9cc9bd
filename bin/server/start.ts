import type { Environment } from '@/lib/config/environment';
import type { Log } from '@/lib/log';
import type { Stop } from '../program';

/** The start of the server, whether it serves in this process or in several. */
export interface Start {
  readonly environment: Environment;
  readonly log: Log;
  readonly stops: Stop[];
}
