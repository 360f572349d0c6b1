import { describe, expect, it } from '@jest/globals';
import { DESTINATIONS, expected, PAYMENT_METHODS } from './choices.ts';

const usual = { paymentMethod: 'pm_ok', country: 'DE', enough: true };

describe('what is expected of an order', () => {
  it('that finds no trouble ends confirmed, with nothing undone', () => {
    expect(expected(usual)).toEqual({
      done: 'stock reserved, payment charged, shipment prepared',
      end: 'confirmed',
    });
  });

  it.each(['pm_declined', 'pm_down'])('paid with %s is its stock released', (paymentMethod) => {
    expect(expected({ ...usual, paymentMethod })).toMatchObject({ undone: 'released', end: 'cancelled' });
  });

  it('to a country that is not served is refund and release, after the lost answer was looked up', () => {
    expect(expected({ ...usual, paymentMethod: 'pm_lost_answer', country: 'AQ' })).toEqual({
      done: 'stock reserved, payment charged with its answer lost, then looked up, shipment refused',
      undone: 'refunded and released',
      end: 'cancelled',
    });
  });

  it('for more than there is ends at once', () => {
    expect(expected({ ...usual, enough: false })).toMatchObject({ end: 'cancelled' });
  });

  it('offers every method of the sandbox and the refused destination', () => {
    expect(PAYMENT_METHODS).toHaveLength(6);
    expect(DESTINATIONS.at(-1)).toBe('AQ');
    expect(new Set(DESTINATIONS).size).toBe(DESTINATIONS.length);
  });
});
