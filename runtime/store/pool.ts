import { Pool } from 'pg';
import { DatabaseUnavailable } from '../errors.ts';
import type { Sql } from '../sql.ts';
import { classify } from './failure.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** What a door asks takes milliseconds; a server that has not answered by then hangs. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Connections for reading outside of turns: doors, queries, the checker. Fails fast with `DatabaseUnavailable`. */
export class ReadPool implements Sql {
  private readonly pool: Pool;

  constructor(databaseUrl: string, size: number) {
    this.pool = new Pool({
      connectionString: databaseUrl,
      max: size,
      application_name: 'orderly read',
      options: '-c jit=off',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
    });
    this.pool.on('error', () => undefined);
  }

  async query<Row = Record<string, unknown>>(
    name: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    try {
      const result = await this.pool.query({ name, text, values: values as unknown[] });
      return result.rows as Row[];
    } catch (error) {
      if (classify(error) === 'unreachable' || /timeout exceeded when trying to connect/.test(String(error))) {
        throw new DatabaseUnavailable(error);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
