import { StartRefusal } from '@/lib/start-refusal';

/** Why the database cannot be used, for whoever started the program. The driver's own words are the cause, without values. */
export function refuseDatabase(error: Error): never {
  const { message } = error.cause instanceof Error ? error.cause : error;
  throw new StartRefusal(
    `The database cannot be used (${message}). Does it run, and is it migrated? See docs/operations.md.`,
  );
}
