import { describe, expect, it } from '@jest/globals';
import { applied, changesOf, inWords } from './payload-change.ts';

describe('an edit of a payload', () => {
  const refund = { refundId: 'rf_7140', amount: '999,99', lines: [{ sku: 'a', count: 1 }] };

  it('that changes part of a text is told and repeated as a replacement', () => {
    const changes = changesOf(refund, { ...refund, amount: '999.99' });
    expect(changes.map(inWords)).toEqual(['replace "," by "." in amount']);
    expect(applied({ amount: '12,50' }, changes)).toEqual({ amount: '12.50' });
    expect(applied({ other: 1 }, changes)).toEqual({ other: 1 });
  });

  it('that changes, adds and removes values is repeated value by value', () => {
    const changes = changesOf(refund, {
      refundId: 'rf_7140',
      amount: 5,
      lines: [{ sku: 'a', count: 2 }],
      note: 'x',
    });
    expect(changes.map(inWords).sort()).toEqual(['set amount to 5', 'set lines[0].count to 2', 'set note to "x"']);
    expect(applied({ amount: '1', lines: [{ sku: 'b', count: 9 }] }, changes)).toEqual({
      amount: 5,
      lines: [{ sku: 'b', count: 2 }],
      note: 'x',
    });
    const removal = changesOf(refund, { amount: '999,99', lines: refund.lines });
    expect(removal.map(inWords)).toEqual(['remove refundId']);
    expect(applied(refund, removal)).not.toHaveProperty('refundId');
  });

  it('that changes nothing has no changes, and the original is never touched', () => {
    expect(changesOf(refund, structuredClone(refund))).toEqual([]);
    applied(refund, [{ path: 'lines[0].count', kind: 'set', value: 7 }]);
    expect(refund.lines).toEqual([{ sku: 'a', count: 1 }]);
  });
});
