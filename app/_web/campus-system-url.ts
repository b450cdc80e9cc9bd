import type { Config } from '@/lib/config/config';
import { returnQuery } from './return-path';

/** Where a person gets a campus link: the real system, or the simulated one of the demo. */
export function campusSystemUrl(config: Config): string {
  return config.mode === 'demo' ? '/demo/campus' : config.campus.campusSystem.url;
}

/** The same for a link from a page, to which the person comes back with the new link. */
export function campusStartUrl(backTo: string): string {
  return `/campus/start${returnQuery(backTo)}`;
}

/** Where a sign-out goes on to, when the session came by the campus system. */
export function campusLogoutUrl(config: Config): string {
  return config.mode === 'demo' ? '/demo/campus?signed-out=1' : config.campus.campusSystem.logoutUrl;
}
