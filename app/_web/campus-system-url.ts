import type { Config } from '@/lib/config/config';
import { returnQuery } from './return-path';

/** The URL at which a user obtains a campus link: the campus system, or the demo's simulation of it. */
export function campusSystemUrl(config: Config): string {
  return config.mode === 'demo' ? '/demo/campus' : config.campus.campusSystem.url;
}

/** The URL for a link on a page to which the user returns with the new campus link. */
export function campusStartUrl(backTo: string): string {
  return `/campus/start${returnQuery(backTo)}`;
}

/** The redirect target of a sign-out from a session that a campus link opened. */
export function campusLogoutUrl(config: Config): string {
  return config.mode === 'demo' ? '/demo/campus?signed-out=1' : config.campus.campusSystem.logoutUrl;
}
