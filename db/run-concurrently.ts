/**
 * Does work on one transaction side by side: what is asked at the same moment is sent in one piece, and the database
 * carries it out in the order in which it was asked. For work of which none waits for another's answer.
 *
 * All of it has ended when this does, whatever failed: a statement that came after the rollback would be carried out by
 * itself, outside of any transaction.
 *
 * @throws what failed first; what fails after it says no more than that the transaction was aborted
 */
export async function runConcurrently<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ [Index in keyof T]: Awaited<T[Index]> }> {
  const failures: unknown[] = [];
  await Promise.all(work.map((one) => Promise.resolve(one).catch((error) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  return Promise.all(work);
}
