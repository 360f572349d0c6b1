import { describe, expect, it } from '@jest/globals';
import { actorPath, deadLetterPath, fleetPath, orderPath } from './places.ts';
import { withParams } from './use-params.ts';

describe('an address', () => {
  it('keeps the parameters that do not change', () => {
    expect(withParams('/orders', '?status=stuck&q=ada', { q: 'bo b' })).toBe('/orders?status=stuck&q=bo+b');
  });

  it('loses what is undefined or empty', () => {
    expect(withParams('/orders', '?status=stuck&q=ada', { q: '', status: undefined })).toBe('/orders');
  });

  it.each([
    [actorPath('order/8f/3c'), '/orders/8f%2F3c'],
    [actorPath('signal/1'), '/signals/1'],
    [actorPath('inventory/1'), undefined],
    [actorPath('order'), undefined],
    [orderPath('8f3c'), '/orders/8f3c'],
    [deadLetterPath(undefined, '7'), '/dead-letters?id=7'],
    [deadLetterPath(), '/dead-letters'],
    [fleetPath('order', 2), '/fleet/order/2'],
    [fleetPath('order'), '/fleet/order'],
  ])('of a thing is %s', (path, expected) => expect(path).toBe(expected));
});
