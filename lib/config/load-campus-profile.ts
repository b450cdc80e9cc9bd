import { dirname, resolve } from 'node:path';
import { type CampusProfile, campusProfileSchema } from '@/lib/campus/campus-profile';
import { findMarkFault } from '@/lib/campus/find-mark-fault';
import { describeFaults } from '@/lib/config/describe-faults';
import { projectFile } from '@/lib/config/project-file';
import { readJsonSync } from '@/lib/input-file/read-json';
import { readTextSync } from '@/lib/input-file/read-text';

const DEFAULT_PROFILE = projectFile('lib/campus/default-profile.json');

/** Stands in for the mark of a campus that has none. */
const DEFAULT_MARK = projectFile('lib/campus/default-mark.svg');

/**
 * Reads and checks a campus profile, with the file of its mark.
 *
 * @param path of the JSON file; the default profile if undefined
 * @throws Error whose message names every fault of the file
 */
export function loadCampusProfile(path: string = DEFAULT_PROFILE): CampusProfile {
  const json = readProfile(path);
  const parsed = campusProfileSchema.safeParse(json);
  const mark = readMark(path, json);
  const faults = [
    ...(parsed.success ? [] : describeFaults(parsed.error, campusProfileSchema, json)),
    ...(mark.fault === undefined ? [] : [`mark: ${mark.file} cannot be used: ${mark.fault}`]),
  ];
  if (!parsed.success || faults.length > 0) {
    throw new Error(`${path} is not a campus profile:\n${faults.map((fault) => `    ${fault}`).join('\n')}`);
  }
  const { mark: _path, ...profile } = parsed.data;
  return { ...profile, markSvg: mark.svg };
}

function readProfile(path: string): unknown {
  try {
    return readJsonSync(path);
  } catch (error) {
    throw new Error(`the campus profile ${path} cannot be used: ${messageOf(error)}`);
  }
}

/** Reads the mark also when the profile has other faults, so that one report names them all. */
function readMark(profile: string, json: unknown): { file: string; svg: string; fault?: string } {
  const named = typeof json === 'object' && json !== null && 'mark' in json ? json.mark : undefined;
  const file = typeof named === 'string' && named !== '' ? resolve(dirname(profile), named) : DEFAULT_MARK;
  try {
    const svg = readTextSync(file);
    return { file, svg, fault: findMarkFault(svg) };
  } catch (error) {
    return { file, svg: '', fault: messageOf(error) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
