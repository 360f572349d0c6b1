import { useEffect, useMemo, useRef } from 'react';
import { Link } from 'wouter';
import { orderPath } from '../../address/places.ts';
import { go, useParams } from '../../address/use-params.ts';
import { useKeys } from '../../app/keys.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { count, counted } from '../../words/amount.ts';
import { FILTER_KEYS, type OrderFilter, placedWords } from './filter.ts';
import { foremost } from './foremost.ts';
import { OrderTableRow } from './order-table-row.tsx';
import './orders.css';
import type { Orders } from './use-orders.ts';

const COLUMNS = 8;
const ROW = 36;
const ROW_ON_PHONE = 65;

interface OrdersTableProps {
  orders: Orders;
  filter: OrderFilter;
  /** How many orders were searched. */
  searched: number;
}

/** The list: those that need a person first, then the newest. J and K move, Enter opens. */
export function OrdersTable({ orders, filter, searched }: OrdersTableProps) {
  const [params, change] = useParams();
  const chosen = params.get('row') ?? undefined;
  const body = useRef<HTMLTableSectionElement>(null);
  const { rows, stuck, changed } = orders;
  const { shown: urgent, rest } = useMemo(() => foremost(stuck), [stuck]);
  const height = matchMedia('(max-width: 760px)').matches ? ROW_ON_PHONE : ROW;
  const window_ = useVirtualRows(rows.length, height, body);
  const { from, to, before, after, seen, scrollTo } = window_;

  const visible = useMemo(
    () =>
      [...urgent, ...rows.slice(seen[0], seen[1] + 1)].filter(({ endedAt }) => !endedAt).map((row) => row.orderId),
    [urgent, rows, seen[0], seen[1]],
  );
  const { follow, loadMore } = orders;
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what is seen, not by the function that tells it
  useEffect(() => follow(visible), [visible.join(' ')]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (to >= rows.length - 20) loadMore();
  }, [to, rows.length]);

  const ids = [...urgent, ...rows].map(({ orderId }) => orderId);
  const move = (by: number) => {
    const at = chosen === undefined ? (by > 0 ? 0 : -1) : ids.indexOf(chosen) + by;
    const next = ids[Math.max(0, Math.min(ids.length - 1, at))];
    if (next === undefined) return;
    change({ row: next }, { oneOfMany: true });
    scrollTo(Math.max(0, ids.indexOf(next) - urgent.length));
    body.current?.closest('table')?.querySelector(`[data-order="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { keys: ['j'], does: 'Next order', run: () => move(1) },
    { keys: ['k'], does: 'Order before', run: () => move(-1) },
    { keys: ['Enter'], does: 'Open the order', run: () => chosen !== undefined && go(orderPath(chosen)) },
  ]);

  if (orders.error)
    return (
      <Card>
        <Failed what="Orders" error={orders.error} onRetry={orders.retry} />
      </Card>
    );
  if (orders.isLoading)
    return (
      <Card>
        <Skeleton what="orders" rows={12} />
      </Card>
    );
  if (rows.length === 0 && urgent.length === 0) return <NoOrders filter={filter} searched={searched} />;

  const row = (order: (typeof rows)[number]) => (
    <OrderTableRow
      key={order.orderId}
      order={order}
      isChosen={order.orderId === chosen}
      changedTo={changed.get(order.orderId)}
    />
  );
  return (
    <Card clipped>
      <table className="two-lines orders-table">
        <thead>
          <tr>
            <th className="of-status">Status</th>
            <th>Order</th>
            <th>Customer</th>
            <th>Step</th>
            <th className="hide-narrow">Items</th>
            <th className="num">Total</th>
            <th className="num">Step time</th>
            <th className="num">Placed</th>
          </tr>
        </thead>
        {urgent.length > 0 && (
          <tbody>
            <tr className="group">
              <td colSpan={COLUMNS}>
                <span className="is-stuck">Needs a person</span> ·{' '}
                {counted(orders.counts?.stuck ?? stuck.length, 'order')}, oldest of each cause first
              </td>
            </tr>
            {urgent.map(row)}
            {rest.length > 0 && (
              <tr className="more">
                <td colSpan={COLUMNS}>
                  <Link href="/orders?status=stuck">
                    <span className="strong">{count(rest.length)} more</span>{' '}
                    <span className="secondary">{causesOf(rest)}</span>
                  </Link>
                </td>
              </tr>
            )}
            <tr className="group">
              <td colSpan={COLUMNS}>Newest first</td>
            </tr>
          </tbody>
        )}
        <tbody ref={body}>
          {before > 0 && <Gap height={before} />}
          {rows.slice(from, to).map(row)}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
      {orders.hasMore && (
        <div className="section">
          <Button small kind="quiet" onClick={loadMore}>
            Older orders
          </Button>
        </div>
      )}
    </Card>
  );
}

function Gap({ height }: { height: number }) {
  return (
    <tr className="gap">
      <td colSpan={COLUMNS} style={{ height }} />
    </tr>
  );
}

/** "33 with PaymentRefunded has no decimal amount, 1 with No carrier" */
function causesOf(rows: Orders['stuck']): string {
  const causes = Map.groupBy(rows, ({ stuck }) => stuck?.cause ?? '');
  return [...causes].map(([cause, { length }]) => `${count(length)} with ${cause}`).join(', ');
}

/** Without any filter. */
const EVERYTHING = Object.fromEntries(['q', 'status', ...FILTER_KEYS].map((key) => [key, undefined]));

function NoOrders({ filter, searched }: { filter: OrderFilter; searched: number }) {
  const [, change] = useParams();
  const isFiltered = Object.keys(filter).length > 0;
  const placed = placedWords(filter);
  if (!isFiltered)
    return (
      <Card>
        <Empty icon="orders" title="No orders yet">
          Orders appear here as they are placed, with the step they are in.
        </Empty>
      </Card>
    );
  return (
    <Card>
      <Empty
        icon="search"
        title={filter.text ? `No order matches "${filter.text}"` : 'No such order here'}
        action={
          <Button small onClick={() => change(placed ? { placed: undefined } : EVERYTHING)}>
            {placed ? 'Search all time' : 'Show all orders'}
          </Button>
        }
      >
        Searched {counted(searched, 'order')}
        {placed ? ` placed in the ${placed}` : ''}.
      </Empty>
    </Card>
  );
}
