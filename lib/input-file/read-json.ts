import { parseJson } from './parse-json';
import { readText, readTextSync } from './read-text';

/** What a JSON file, pipe or standard input holds. @throws InputFault */
export const readJson = async (path: string): Promise<unknown> => parseJson(await readText(path));

/** The same at the start of a program. @throws InputFault */
export const readJsonSync = (path: string): unknown => parseJson(readTextSync(path));
