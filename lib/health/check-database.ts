import { connect } from '@/db/connect';
import { askAnything } from '@/db/queries/installation';

/**
 * Asks a database one question, on a connection of its own.
 *
 * @param program what the database's activity list shows
 * @throws Error when it does not answer
 */
export async function checkDatabase(databaseUrl: string, program: string): Promise<void> {
  const connection = connect(databaseUrl, { most: 1, program });
  try {
    await askAnything(connection.db);
  } finally {
    await connection.close();
  }
}
