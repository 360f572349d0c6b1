import { describe, expect, it } from '@jest/globals';
import type { OrderRow } from '../../api/types.ts';
import { foremost } from './foremost.ts';

const stuck = (...causes: string[]) =>
  causes.map((cause, index) => ({ orderId: String(index), stuck: { cause } }) as OrderRow);
const ids = (rows: readonly OrderRow[]) => rows.map(({ orderId }) => orderId).join('');

describe('of the stuck orders', () => {
  it('the oldest of each cause come first, in the order of their age', () => {
    const { shown, rest } = foremost(stuck('a', 'a', 'a', 'a', 'b', 'a', 'c'));
    expect([ids(shown), ids(rest)]).toEqual(['0146', '235']);
  });

  it('few are all shown', () => {
    const { shown, rest } = foremost(stuck('a', 'a'));
    expect([ids(shown), rest]).toEqual(['01', []]);
  });
});
