import { useRef, useState } from 'react';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Choice } from '../../components/segmented.tsx';
import { counted, money } from '../../words/amount.ts';
import type { Cart } from './cart.ts';
import { CartLines } from './cart-lines.tsx';
import { countryName, DESTINATIONS, expected, PAYMENT_METHODS, STYLES, type Style } from './choices.ts';
import { newKey } from './new-key.ts';
import { type PlacedOrder, placeOrder } from './place-order.ts';
import type { Product } from './products.tsx';
import { shopper } from './shopper.ts';

interface CheckoutProps {
  products: readonly Product[];
  cart: Cart;
  onQuantity(productId: string, quantity: number): void;
  onPlaced(order: PlacedOrder): void;
}

/** The cart, every way to pay, destination and style of the saga; says what to expect before it is placed. */
export function Checkout({ products, cart, onQuantity, onPlaced }: CheckoutProps) {
  const [paymentMethod, setPaymentMethod] = useState('pm_ok');
  const [country, setCountry] = useState('DE');
  const [fulfilment, setFulfilment] = useState<Style>('orchestration');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  /** Kept until the order is placed, so that trying again after a lost answer places nothing twice. */
  const attempt = useRef<{ key: string; body: string }>(undefined);

  const lines = [...cart].flatMap(([productId, quantity]) => {
    const product = products.find((each) => each.productId === productId);
    return product && product.unitPrice !== null ? [{ product, quantity, price: product.unitPrice }] : [];
  });
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const total = lines.reduce((sum, { quantity, price }) => sum + Math.round(quantity * price * 100), 0) / 100;
  const enough = lines.every(({ product, quantity }) => product.available >= quantity);

  async function place() {
    const body = {
      customerId: shopper(),
      items: lines.map(({ product, quantity, price }) => ({
        productId: product.productId,
        productName: product.productName,
        quantity,
        unitPrice: price,
      })),
      paymentMethod,
      shipTo: { country },
      fulfilment,
    };
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
    setBusy(true);
    setRefused(undefined);
    try {
      const order = await placeOrder(body, attempt.current.key);
      attempt.current = undefined;
      onPlaced(order);
    } catch (error) {
      const { detail, errors } = problemOf(error);
      setRefused([detail, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' '));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card title="Checkout" end={<span className="muted small">{counted(pieces, 'item')}</span>}>
      <CartLines lines={lines} onQuantity={onQuantity} />
      <div className="section">
        <fieldset className="payment-methods">
          <legend className="strong">Payment</legend>
          {PAYMENT_METHODS.map(({ id, name, about }) => (
            <label key={id} className="option">
              <input
                type="radio"
                name="payment"
                value={id}
                checked={id === paymentMethod}
                onChange={() => setPaymentMethod(id)}
              />
              <span>
                <span className="row between">
                  <span>{name}</span>
                  <span className="mono muted">{id}</span>
                </span>
                <small>{about}</small>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
      <div className="section delivery">
        <label className="labelled">
          <span className="sub-head">Ship to</span>
          <select className="input" value={country} onChange={({ target }) => setCountry(target.value)}>
            {DESTINATIONS.map((code) => (
              <option key={code} value={code}>
                {countryName(code)}
              </option>
            ))}
          </select>
        </label>
        <div className="labelled">
          <span className="sub-head">Saga</span>
          <Choice<Style> label="Saga" segments={STYLES} chosen={fulfilment} onChoose={setFulfilment} />
        </div>
      </div>
      <div className="section">
        <Expect {...expected({ paymentMethod, country, enough })} />
        <div className="place-order">
          <Button
            kind="primary"
            busy={busy}
            disabledBecause={pieces === 0 ? 'The cart is empty' : undefined}
            onClick={() => void place()}
          >
            Place order <span className="price">{money(total)}</span>
          </Button>
        </div>
        {refused && (
          <p className="refused is-stuck small" role="alert">
            {refused}
          </p>
        )}
      </div>
    </Card>
  );
}

function Expect({ done, undone, end }: ReturnType<typeof expected>) {
  return (
    <p className="small secondary">
      Expect: {done}, {undone && <b className="strong is-compensating">{undone}</b>}
      {undone && ', '}
      {end}.
    </p>
  );
}
