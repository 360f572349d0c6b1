import { describe, expect, test } from '@jest/globals';
import type { Sql } from '../sql.ts';
import { ActorSql, StatementTooLate } from './actor-sql.ts';

describe("an actor's statements", () => {
  const asked: string[] = [];
  const connection: Sql = {
    query: async (name) => {
      asked.push(name);
      return [];
    },
  };

  test('reach the transaction until it ends, and are refused afterwards', async () => {
    const sql = new ActorSql(connection);
    await sql.query('in-time', 'SELECT 1');
    sql.end();
    await expect(sql.query('forgotten', 'SELECT 2')).rejects.toThrow(StatementTooLate);
    await expect(sql.query('forgotten', 'SELECT 2')).rejects.toThrow(/forgotten .* await every statement/);
    expect(asked).toEqual(['in-time']);
  });
});
