import { z } from 'zod';
import { showIssue } from '@/lib/input-file/show-issues';
import { didYouMean } from './did-you-mean';

/**
 * Describes the faults of a JSON file, one sentence each: the place, the fault and, for an unknown key, the most
 * similar known key.
 *
 * @param shown the content of a file that holds no secret: its faulty texts are quoted
 */
export function describeFaults(error: z.ZodError, schema: z.ZodType, shown?: unknown): string[] {
  return error.issues.flatMap((issue) => {
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    if (issue.code !== 'unrecognized_keys') return [`${place}${showIssue(issue, shown)}`];
    const known = keysOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
    return issue.keys.map((key) => `${place}${key} is no key here.${didYouMean(key, known)}`);
  });
}

/** Every key of every object in the schema. */
function keysOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties } = node as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(keysOf)];
}
