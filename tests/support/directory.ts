import { type Directory, startOpenLdap } from './openldap';
import { atTheEnd } from './world';

/** Starts a separate OpenLDAP for this test file, removed after it. */
export async function startDirectory(): Promise<Directory> {
  const directory = await startOpenLdap();
  atTheEnd(directory.remove);
  return directory;
}
