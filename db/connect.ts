import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema';

/** A query runs on the pool or on a transaction. Always a query's first parameter, named `on`. */
export type Executor = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;
export type Database = PostgresJsDatabase<typeof schema>;

export interface Connection {
  readonly db: Database;
  /**
   * Calls back at each NOTIFY on the channel with its payload, and with '' whenever listening is (re)established, since
   * notifications may have been missed before. All channels share one connection of their own.
   */
  listen(channel: string, onNotice: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections. No connection is made before the first query, so a wrong address fails there.
 *
 * @param url postgres://role:password@host:port/database
 * @param options.most the maximum number of connections; `options.program` is the name in the server's activity list;
 *   `options.statementMs` is the timeout of one statement, ten seconds by default
 */
export function connect(url: string, options: { most: number; program: string; statementMs?: number }): Connection {
  const client = postgres(url, {
    max: options.most,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => {},
    // No column here is an array. The driver (3.4.9) fetches array types for each new connection, and if that connection
    // is lost meanwhile it throws an error that cannot be caught.
    fetch_types: false,
    connection: {
      application_name: options.program,
      statement_timeout: options.statementMs ?? 10_000,
      lock_timeout: 8_000,
      // A worker keeps a transaction open during a request to a mail system, which has time limits of its own.
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
 * drizzle tells the driver not to prepare statements, so each would be parsed and planned at every use, in two round trips.
 * With this proxy each statement is prepared once for a connection, and then takes one round trip.
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
