import { type Directory, startOpenLdap } from './openldap';
import { atTheEnd } from './world';

/** Starts an OpenLDAP of its own for this test file, gone after it. */
export async function startDirectory(): Promise<Directory> {
  const directory = await startOpenLdap();
  atTheEnd(directory.remove);
  return directory;
}
