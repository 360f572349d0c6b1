/** Makes and drops databases on the test server. */
import pg from 'pg';

/** The address of another database of the same server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function run(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres') }).on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** STRATEGY wal_log: file_copy makes two checkpoints, which took twice as long here. */
export async function createDatabase(server: string, name: string, template = 'template1'): Promise<void> {
  await run(server, `CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY wal_log`);
}

export async function dropDatabase(server: string, name: string): Promise<void> {
  await run(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}
