import { type CampusProfile, campusProfileSchema } from '@/lib/campus/campus-profile';
import { describeFaults } from '@/lib/config/describe-faults';
import { projectFile } from '@/lib/config/project-file';
import { readJsonSync } from '@/lib/input-file/read-json';

const DEFAULT_PROFILE = projectFile('lib/campus/default-profile.json');

/**
 * Reads and checks a campus profile.
 *
 * @param path of the JSON file; the default profile if undefined
 * @throws Error whose message names every fault of the file
 */
export function loadCampusProfile(path: string = DEFAULT_PROFILE): CampusProfile {
  const json = readProfile(path);
  const parsed = campusProfileSchema.safeParse(json);
  if (!parsed.success) {
    const faults = describeFaults(parsed.error, campusProfileSchema, json);
    throw new Error(`${path} is not a campus profile:\n${faults.map((fault) => `    ${fault}`).join('\n')}`);
  }
  return parsed.data;
}

function readProfile(path: string): unknown {
  try {
    return readJsonSync(path);
  } catch (error) {
    throw new Error(`the campus profile ${path} cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}
