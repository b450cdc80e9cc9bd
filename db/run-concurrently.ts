/**
 * Runs queries concurrently on one transaction. The driver pipelines them, and the database executes them in the order in
 * which they were sent. Only for queries that do not depend on each other's results.
 *
 * It waits for all of them, even if one fails: a statement sent after the rollback would run outside of any transaction.
 *
 * @throws the first error; later ones only report that the transaction was aborted
 */
export async function runConcurrently<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ [Index in keyof T]: Awaited<T[Index]> }> {
  const failures: unknown[] = [];
  await Promise.all(work.map((one) => Promise.resolve(one).catch((error) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  return Promise.all(work);
}
