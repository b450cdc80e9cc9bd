import { z } from 'zod';
import { showIssue } from '@/lib/input-file/show-issues';
import { didYouMean } from './did-you-mean';

/**
 * What is wrong with a JSON file, one sentence a fault: where, what, and which key was most likely meant for one
 * that is not known.
 *
 * @param shown the content, for a file that holds no secret: a text that is at fault is told
 */
export function describeFaults(error: z.ZodError, schema: z.ZodType, shown?: unknown): string[] {
  return error.issues.flatMap((issue) => {
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    if (issue.code !== 'unrecognized_keys') return [`${place}${showIssue(issue, shown)}`];
    const known = keysOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
    return issue.keys.map((key) => `${place}${key} is no key here.${didYouMean(key, known)}`);
  });
}

/** Every key that some object of the schema has. */
function keysOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties } = node as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(keysOf)];
}
