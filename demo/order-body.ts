export const LAPTOP = '11111111-1111-1111-1111-111111111111';
export const CUSTOMER = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';

/** The order that every example uses, with what is said differently. */
export function orderBody(changes: Record<string, unknown> = {}, quantity = 1): Record<string, unknown> {
  const items = [{ productId: LAPTOP, productName: 'Laptop', quantity, unitPrice: 999.99 }];
  return { customerId: CUSTOMER, items, ...changes };
}
