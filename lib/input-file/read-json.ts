import { parseJson } from './parse-json';
import { readText, readTextSync } from './read-text';

/** Reads and parses a JSON file, pipe or standard input. @throws InputFault */
export const readJson = async (path: string): Promise<unknown> => parseJson(await readText(path));

/** The synchronous variant for the start of a program. @throws InputFault */
export const readJsonSync = (path: string): unknown => parseJson(readTextSync(path));
