import { describe, expect, it } from '@jest/globals';
import { filterOf, placedFrom, placedWords } from './filter.ts';

const of = (search: string) => filterOf(new URLSearchParams(search));

describe('the filter of the orders', () => {
  it('is what the address names', () => {
    expect(of('status=stuck&q= 8f3c &placed=24h&style=choreography')).toEqual({
      standing: 'stuck',
      text: '8f3c',
      placed: '24h',
      fulfilment: 'choreography',
    });
  });

  it('leaves out what it does not know', () => {
    expect(of('status=lost&placed=ever&style=jazz&q=')).toEqual({});
    expect(of('status=all')).toEqual({});
  });

  it('counts back from the minute, so that the question stays the same for a while', () => {
    const noon = Date.parse('2026-11-21T12:00:00Z');
    expect(placedFrom({ placed: '1h' }, noon + 59_000)).toBe('2026-11-21T11:00:00.000Z');
    expect([placedFrom({}, noon), placedWords({ placed: '7d' })]).toEqual([undefined, 'last 7 days']);
  });
});
