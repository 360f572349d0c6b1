import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PlainValue, Sql } from '../sql.ts';
import { BatchSql, StatementTooLate } from './actor-sql.ts';

let asked: string[];
let answer: () => Promise<never[]>;
const connection: Sql = {
  query: async (name) => {
    asked.push(name);
    return answer();
  },
};
const open = () => {
  const batch = new BatchSql(connection);
  return { batch, sql: batch.for((cause) => new Error('the actor failed', { cause })) };
};

beforeEach(() => {
  asked = [];
  answer = async () => [];
});

describe("an actor's statements", () => {
  test('reach the transaction until it ends, and are refused afterwards', async () => {
    const { batch, sql } = open();
    await sql.query('in-time', 'SELECT 1');
    batch.end();
    await expect(sql.query('forgotten', 'SELECT 2')).rejects.toThrow(StatementTooLate);
    await expect(sql.query('forgotten', 'SELECT 2')).rejects.toThrow(/forgotten .* await every statement/);
    expect(() => sql.write('forgotten', 'SELECT 2', [])).toThrow(StatementTooLate);
    expect(asked).toEqual(['in-time']);
  });

  test('that nobody waits for tell with the commit what they came to', async () => {
    const { batch, sql } = open();
    answer = () => Promise.reject(new Error('refused by the server'));
    sql.write('write', 'INSERT', [1], (error) => new Error('somebody else was first', { cause: error }));
    const [written] = batch.written;
    await expect(written).rejects.toMatchObject({
      message: 'the actor failed',
      cause: { message: 'somebody else was first', cause: { message: 'refused by the server' } },
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['an object', { a: 1 }, /value 2 of the statement odd .* texts\(\)/],
    ['an array', [1], /value 2/],
    ['undefined', undefined, /value 2/],
  ])('that nobody waits for take no value whose encoding could fail: %s', (_, value, message) => {
    const { batch, sql } = open();
    expect(() => sql.write('odd', 'INSERT', [null, value as PlainValue])).toThrow(message);
    expect(batch.written).toEqual([]);
  });

  test('of one name have one text: another would not reach the server', () => {
    const { sql } = open();
    sql.write('same', 'SELECT 1', [Buffer.of(1), 'a', 1, true, null]);
    expect(() => sql.write('same', 'SELECT 2', [])).toThrow(/same was used with another text/);
    expect(asked).toEqual(['same']);
  });
});
