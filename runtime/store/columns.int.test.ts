import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../tests/setup/database.ts';
import { bigints, doubles, integers, texts } from './columns.ts';
import { Connection } from './connection.ts';

describe('columns as binary arrays', () => {
  let database: TestDatabase;
  let connection: Connection;
  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await Connection.open(database.url, 'test');
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  const back = async (type: string, column: Buffer) =>
    (
      await connection.query<{ v: unknown }>(
        `back_${type}`,
        `SELECT t.v FROM unnest($1::${type}[]) WITH ORDINALITY AS t(v, n) ORDER BY n`,
        [column],
      )
    ).map(({ v }) => v);

  test.each([
    [[]],
    [['']],
    [[null, '', null]],
    [['NULL', '{', '}', ',', '"', '\\', "'", '\n\t', '{"a":"b\\"c"}', ' x ']],
    [['é', '漢字', '🎟️👨‍👩‍👧', '\u200b', '\ufeff']],
  ])('texts come back as they were: %j', async (values) => {
    expect(await back('text', texts(values))).toEqual(values);
  });

  test('any text without a null character comes back', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\u0000', ''));
    const column = fc.array(fc.option(text), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(column, async (values) => expect(await back('text', texts(values))).toEqual(values)),
      { numRuns: 200 },
    );
  });

  test('numbers come back, nulls among them', async () => {
    const whole = [0, -1, 2 ** 31 - 1, -(2 ** 31), null];
    expect(await back('integer', integers(whole))).toEqual(whole);
    expect(await back('bigint', bigints([Number.MAX_SAFE_INTEGER, null, -5]))).toEqual([
      '9007199254740991',
      null,
      '-5',
    ]);
    const fractions = [0, -1.5, 1_763_695_371_123.457, Number.MAX_SAFE_INTEGER, 5e-324];
    expect(await back('double precision', doubles(fractions))).toEqual(fractions);
    expect(await back('integer', integers([]))).toEqual([]);
  });

  test('a null character in a text is refused by the server and the connection stays usable', async () => {
    await expect(back('text', texts(['a\u0000b']))).rejects.toMatchObject({ code: '22021' });
    expect(await back('text', texts(['fine']))).toEqual(['fine']);
  });
});
