import type { Sql } from '../sql.ts';
import { Connection, transaction } from './connection.ts';

/** Opens a connection, runs `work` in one transaction, closes it. For what runs once: seeds, checks, rebuilds. */
export async function inTransaction<T>(
  databaseUrl: string,
  name: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const connection = await Connection.open(databaseUrl, name);
  try {
    return await transaction(connection, work);
  } finally {
    await connection.close();
  }
}
