import { Button } from '../../components/button.tsx';
import { money } from '../../words/amount.ts';
import type { Product } from './products.tsx';

export interface CartLine {
  product: Product;
  quantity: number;
  price: number;
}

interface CartLinesProps {
  lines: readonly CartLine[];
  onQuantity(productId: string, quantity: number): void;
}

/** What will be ordered; a line that asks for more than there is says so and may be ordered all the same. */
export function CartLines({ lines, onQuantity }: CartLinesProps) {
  if (lines.length === 0) return <p className="section muted">The cart is empty. What you add appears here.</p>;
  return (
    <ul className="section cart-lines" aria-label="Cart">
      {lines.map(({ product: { productId, productName, available }, quantity, price }) => (
        <li key={productId}>
          <span className="cart-name">
            {productName}
            {quantity > available && <small className="is-compensating">only {available} there</small>}
          </span>
          <span className="row quantity">
            <Button
              kind="quiet"
              small
              label={`One ${productName} less`}
              onClick={() => onQuantity(productId, quantity - 1)}
              icon="less"
            />
            <input
              className="input"
              inputMode="numeric"
              aria-label={`${productName}, quantity`}
              value={quantity}
              onChange={({ target }) =>
                /^\d{1,3}$/.test(target.value) && onQuantity(productId, Number(target.value))
              }
            />
            <Button
              kind="quiet"
              small
              label={`One ${productName} more`}
              onClick={() => onQuantity(productId, quantity + 1)}
              icon="add"
            />
          </span>
          <span className="strong num">{money(quantity * price)}</span>
        </li>
      ))}
    </ul>
  );
}
