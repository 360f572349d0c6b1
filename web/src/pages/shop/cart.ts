import { useCallback, useState } from 'react';

/** Pieces by product id, in the order in which they were first added. */
export type Cart = ReadonlyMap<string, number>;

const MOST = 999;

/** What lies in the cart, for as long as the page is open. */
export function useCart() {
  const [cart, setCart] = useState<Cart>(new Map());
  const setQuantity = useCallback((productId: string, quantity: number) => {
    setCart((before) => {
      const after = new Map(before);
      if (quantity > 0) after.set(productId, Math.min(quantity, MOST));
      else after.delete(productId);
      return after;
    });
  }, []);
  const clear = useCallback(() => setCart(new Map()), []);
  return { cart, setQuantity, clear };
}
