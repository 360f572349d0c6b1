import { describe, expect, it } from '@jest/globals';
import { saga } from '../../chart/testing.ts';
import { filterOf, filtersFor, placedFrom, placedWords } from './filter.ts';

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

  it('names a state, a product and a correlation', () => {
    expect(of('state=chargingPayment&product=1111-2222&correlation=01JD 4K')).toEqual({
      state: 'chargingPayment',
      productId: '1111-2222',
      correlationId: '01JD 4K',
    });
    expect(of('product=<b>')).toEqual({});
  });

  it('offers each state of the chart once, by its own name', () => {
    const filters = filtersFor({ chart: saga, products: [], correlationId: undefined });
    const states = filters.find(({ key }) => key === 'state')?.options.map(({ value }) => value) ?? [];
    expect(states).toContain('charging');
    expect(new Set(states).size).toBe(states.length);
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
