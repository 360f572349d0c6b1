import { describe, expect, test } from '@jest/globals';
import { between, figure, table } from './document.ts';

describe('tables in a document', () => {
  test('only what stands between the marks changes', () => {
    const before = 'above\n<!-- speed -->\nold\n<!-- /speed -->\nbelow';
    expect(between(before, 'speed', 'new')).toBe('above\n<!-- speed -->\nnew\n<!-- /speed -->\nbelow');
    expect(between(between(before, 'speed', 'a'), 'speed', 'new')).toBe(between(before, 'speed', 'new'));
  });

  test('a document without a place says which lines it needs', () => {
    expect(() => between('nothing', 'speed', 'new')).toThrow('<!-- speed -->');
  });

  test('a table has a column per figure', () => {
    expect(table(['what', 'how many'], [['orders', '3']])).toBe('| what | how many |\n|---|---:|\n| orders | 3 |');
  });

  test.each([
    [1234.56, '1,235'],
    [73.19, '73.2'],
    [1.2345, '1.23'],
    [0.06123, '0.061'],
    [0, '0'],
    [Number.NaN, ''],
  ])('%d is written %s', (value, text) => expect(figure(value)).toBe(text));
});
