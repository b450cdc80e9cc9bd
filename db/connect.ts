import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema';

/** What a query runs on: the pool, or a transaction. Always a query's first parameter, named `on`. */
export type Executor = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;
export type Database = PostgresJsDatabase<typeof schema>;

export interface Connection {
  readonly db: Database;
  /**
   * Calls back at each NOTIFY on the channel with its payload, and with '' whenever listening starts anew (something may
   * have been missed before). All listening shares one connection of its own.
   */
  listen(channel: string, onNotice: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections. Nothing is sent before the first query, so a wrong address shows there.
 *
 * @param url postgres://role:password@host:port/database
 * @param options.most connections at once; `options.program` is what the server's activity list shows; `options.statementMs`
 *   how long one statement may take, ten seconds when nothing is said
 */
export function connect(url: string, options: { most: number; program: string; statementMs?: number }): Connection {
  const client = postgres(url, {
    max: options.most,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => {},
    // No column here is an array. The driver (3.4.9) asks for their types at each new connection, and when that connection
    // is lost meanwhile it throws where nobody can catch it.
    fetch_types: false,
    connection: {
      application_name: options.program,
      statement_timeout: options.statementMs ?? 10_000,
      lock_timeout: 8_000,
      // A worker keeps a transaction open while it asks a mail system, which has limits of its own.
      idle_in_transaction_session_timeout: 0,
    },
  });
  return {
    db: drizzle(keepingStatements(client), { schema, casing: 'snake_case' }),
    listen: async (channel, onNotice) => {
      await client.listen(channel, onNotice, () => onNotice(''));
    },
    close: () => client.end({ timeout: 5 }),
  };
}

/**
 * drizzle tells the driver to prepare nothing, so that every statement would be parsed and planned anew at each use, over
 * two round trips. Here each is prepared once on its connection, and takes one.
 */
function keepingStatements<Client extends postgres.Sql>(client: Client): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      if (name === 'unsafe') {
        return (text: string, values: never[], options: object) =>
          target.unsafe(text, values, { ...options, prepare: true });
      }
      if (name === 'begin') {
        return (run: (within: postgres.Sql) => Promise<unknown>) =>
          target.begin((within) => run(keepingStatements(within as unknown as postgres.Sql)));
      }
      return Reflect.get(target, name, receiver);
    },
  });
}
