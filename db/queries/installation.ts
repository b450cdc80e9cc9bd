import type { Executor } from '../connect';
import { installation } from '../schema/installation';

/** @returns whether this database is a demo; undefined when it was never seeded or served */
export async function findIsDemo(on: Executor): Promise<boolean | undefined> {
  const [row] = await on.select({ isDemo: installation.isDemo }).from(installation);
  return row?.isDemo;
}

export async function recordInstallation(on: Executor, isDemo: boolean, now: Date): Promise<void> {
  await on.insert(installation).values({ isDemo, createdAt: now }).onConflictDoNothing();
}

/** Resolves when the database answers, and throws otherwise. */
export async function askAnything(on: Executor): Promise<void> {
  await on.execute('select 1');
}
