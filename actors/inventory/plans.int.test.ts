import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '../../runtime/index.ts';
import { type ActorDatabase, openActorDatabase } from '../testing/database.ts';
import { expireReservations, lockStock, writeStock } from './statements.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());

const statements: [string, (sql: Sql) => Promise<unknown>][] = [
  ['locking', (sql) => lockStock(sql, ['a', 'b'], ['c', 'd'])],
  ['writing', (sql) => writeStock(sql, { products: [], changed: [], made: [] })],
  ['expiring', (sql) => expireReservations(sql, 10)],
];

/** The plan that stays once a statement has run often enough, asked for with this statement's own text. */
function plans(work: (sql: Sql) => Promise<unknown>): Promise<string> {
  return database.transaction(async (sql) => {
    let plan = '';
    await sql.query('generic', 'SET LOCAL plan_cache_mode = force_generic_plan');
    await work({
      query: async (name, text, values) => {
        const rows = await sql.query<{ 'QUERY PLAN': string }>(`explain-${name}`, `EXPLAIN ${text}`, values);
        plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        return [];
      },
    });
    return plan;
  });
}

describe.each(['empty', 'full'])('on %s tables, an index answers', (filled) => {
  beforeAll(async () => {
    if (filled === 'empty') return;
    await database.transaction(async (sql) => {
      await sql.query('p', "INSERT INTO products SELECT 'p' || n, 'P', 1, 1 FROM generate_series(1, 50000) n");
      await sql.query(
        'r',
        "INSERT INTO reservations SELECT 'o' || n, CASE WHEN n % 1000 = 0 THEN 'reserved' ELSE 'committed' END, '[]', now() FROM generate_series(1, 50000) n",
      );
    });
    await database.transaction((sql) => sql.query('analyze', 'ANALYZE products, reservations'));
  });

  it.each(statements)('%s', async (_, work) => {
    expect(await plans(work)).not.toContain('Seq Scan');
  });
});
