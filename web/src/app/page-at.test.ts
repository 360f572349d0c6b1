import { describe, expect, it } from '@jest/globals';
import { pageAt } from './page-at.ts';

const PAGES = ['/orders', '/orders/:id', '/fleet/:machine?/:version?'].map((path) => ({ path }));

describe('the page at an address', () => {
  it.each([
    ['/orders', '/orders', undefined],
    ['/orders/', '/orders', undefined],
    ['/orders/8f3c', '/orders/:id', '8f3c'],
    ['/orders/a%20b', '/orders/:id', 'a b'],
    ['/orders/100%', '/orders/:id', '100%'],
    ['/fleet', '/fleet/:machine?/:version?', undefined],
    ['/fleet/order/2', '/fleet/:machine?/:version?', 'order'],
  ])('%s is %s', (address, path, id) => {
    expect(pageAt(PAGES, address)).toEqual({ page: { path }, id });
  });

  it.each(['/', '/ordersx', '/orders/1/2'])('%s is none', (address) => {
    expect(pageAt(PAGES, address)).toBeUndefined();
  });
});
