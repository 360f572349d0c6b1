import { useMutation, useQueryClient } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import type { Outputs } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { tellError } from '../../components/toast.tsx';
import { count, money } from '../../words/amount.ts';
import type { Cart } from './cart.ts';
import { pictureOf } from './pictures.ts';

export type Product = Outputs['inventory']['list']['items'][number];

const FEW = 5;
const DELIVERY = 100;

interface ProductsProps {
  products: readonly Product[];
  cart: Cart;
  onAdd(productId: string): void;
}

/** The catalogue with what is in stock now. */
export function Products({ products, cart, onAdd }: ProductsProps) {
  return (
    <ul className="products" aria-label="Products">
      {products.map((product) => (
        <li key={product.productId}>
          <ProductCard product={product} inCart={cart.get(product.productId) ?? 0} onAdd={onAdd} />
        </li>
      ))}
    </ul>
  );
}

function ProductCard({
  product,
  inCart,
  onAdd,
}: {
  product: Product;
  inCart: number;
  onAdd(productId: string): void;
}) {
  const { productId, productName, available, unitPrice } = product;
  return (
    <article className="card product" aria-label={productName}>
      <div className="picture">
        <Icon name={pictureOf(productId)} />
      </div>
      <div className="row between">
        <h2 className="ellipsis" title={productName}>
          {productName}
        </h2>
        {unitPrice === null ? <span className="muted">no price</span> : <span>{money(unitPrice)}</span>}
      </div>
      <div className="row between">
        <Stock available={available} />
        {available > 0 ? (
          <Button
            small
            disabledBecause={unitPrice === null ? 'It has no price yet' : undefined}
            onClick={() => onAdd(productId)}
          >
            {inCart > 0 ? `Add (${inCart})` : 'Add'}
          </Button>
        ) : (
          <Restock productId={productId} />
        )}
      </div>
    </article>
  );
}

function Stock({ available }: { available: number }) {
  if (available === 0) return <span className="small is-stuck">Out of stock</span>;
  return (
    <span className={available <= FEW ? 'small is-compensating' : 'small muted'}>{count(available)} in stock</span>
  );
}

function Restock({ productId }: { productId: string }) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.inventory.receive.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.inventory.list.pathFilter()),
      onError: tellError,
    }),
  );
  return (
    <Button small busy={isPending} onClick={() => mutate({ productId, quantity: DELIVERY })}>
      Restock
    </Button>
  );
}
