import { StartRefusal } from '@/lib/start-refusal';

/**
 * Turns an error of the database driver into the sentence for an operator. The sentence names the cause, which holds no
 * value of a query.
 *
 * @throws StartRefusal
 */
export function refuseDatabase(error: Error): never {
  const { message } = error.cause instanceof Error ? error.cause : error;
  throw new StartRefusal(
    `The database cannot be used (${message}). Does it run, and is it migrated? See docs/operations.md.`,
  );
}
