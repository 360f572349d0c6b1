import { expect, it } from '@jest/globals';
import { gistOf } from './gist.ts';

it.each([
  [{ totalMinor: 99_999, currency: 'EUR', customerId: 'c' }, '€999.99'],
  [{ orderId: 'o', reason: 'payment_declined' }, 'payment declined'],
  [{ items: [{ productId: 'p', quantity: 2 }] }, '2 pieces'],
  [{ processor: 'processor-1', value: 20 }, 'processor processor-1, value 20'],
  [{}, ''],
])('an event with %j says %j', (payload, words) => expect(gistOf({ payload })).toBe(words));
