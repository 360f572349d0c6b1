import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orderPath } from '../../address/places.ts';
import { go } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { useSettings } from '../../api/use-settings.ts';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { tell } from '../../components/toast.tsx';
import { shortId } from '../../words/id.ts';
import { useCart } from './cart.ts';
import { Checkout } from './checkout.tsx';
import { MyOrders } from './my-orders.tsx';
import { Products } from './products.tsx';
import './shop.css';

const EVERY_MS = 3_000;
const MOST_PRODUCTS = 100;

export default function ShopPage() {
  const isSandbox = useSettings()?.sandbox;
  const { cart, setQuantity, clear } = useCart();
  const [placed, setPlaced] = useState(0);
  const { data, error, refetch } = useQuery(
    trpc.inventory.list.queryOptions({ limit: MOST_PRODUCTS }, { refetchInterval: EVERY_MS }),
  );
  const products = data?.items ?? [];
  return (
    <>
      <PageHead title="Shop" beside={isSandbox && <span className="muted">Sandbox: no money moves</span>} />
      <div className="shop">
        <div className="stack">
          {error && !data ? (
            <Card>
              <Failed what="The catalogue" error={error} onRetry={() => void refetch()} />
            </Card>
          ) : !data ? (
            <Card>
              <Skeleton what="the catalogue" />
            </Card>
          ) : products.length === 0 ? (
            <Card>
              <Empty icon="shop" title="Nothing to sell">
                Products appear here once stock has been received for them.
              </Empty>
            </Card>
          ) : (
            <Products
              products={products}
              cart={cart}
              onAdd={(productId) => setQuantity(productId, (cart.get(productId) ?? 0) + 1)}
            />
          )}
          <MyOrders placed={placed} />
        </div>
        <Checkout
          products={products}
          cart={cart}
          onQuantity={setQuantity}
          onPlaced={({ orderId }) => {
            clear();
            setPlaced((before) => before + 1);
            void refetch();
            tell(`Order ${shortId(orderId)} is placed.`, { words: 'Watch it', run: () => go(orderPath(orderId)) });
          }}
        />
      </div>
    </>
  );
}
