import { describe, expect, it } from '@jest/globals';
import { contextDiff } from './context-diff.ts';

const diff = (before: Record<string, unknown> | undefined, after: Record<string, unknown>) =>
  contextDiff(before, after).map(({ sign, text }) => `${sign} ${text}`);

describe('the diff of a context', () => {
  it('of the first turn adds everything by flat path', () => {
    expect(diff(undefined, { items: [{ quantity: 1 }], undo: [], reason: null })).toEqual([
      '+ items[0].quantity: 1',
      '+ undo: []',
      '+ reason: null',
    ]);
  });

  it('has the unchanged line before a change, and no others', () => {
    expect(diff({ a: 1, reason: 'x', attempts: 1, z: 1 }, { a: 1, reason: 'x', attempts: 2, z: 1 })).toEqual([
      '  reason: "x"',
      '- attempts: 1',
      '+ attempts: 2',
    ]);
  });

  it('tells what was taken away, and a value that became an object', () => {
    expect(diff({ gone: true, payment: null }, { payment: { id: 'ch' } })).toEqual([
      '+ payment.id: "ch"',
      '- gone: true',
      '- payment: null',
    ]);
  });

  it('of a turn that changed nothing is empty', () => {
    expect(diff({ a: 1 }, { a: 1 })).toEqual([]);
  });
});
