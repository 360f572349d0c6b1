import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useParams } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { ButtonLink } from '../../components/button.tsx';
import { type Filter, FilterChips } from '../../components/filter-chips.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Tabs } from '../../components/segmented.tsx';
import { counted } from '../../words/amount.ts';
import { FILTER_KEYS, filterOf, filtersFor, STATUSES, type StatusKey } from './filter.ts';
import { OrdersTable } from './orders-table.tsx';
import { StatusWords } from './status-words.tsx';
import { useOrders } from './use-orders.ts';

/** Products that the filter offers at most. */
const MOST_PRODUCTS = 50;

/** All orders: filtered, searched, live in place. */
export default function OrdersPage() {
  const [params, change] = useParams();
  const filter = filterOf(params);
  const orders = useOrders(filter);
  const filters = useFilters(filter.correlationId);
  const [all, setAll] = useState(0);
  const total = orders.counts?.all;
  if (total !== undefined && total !== all && !filter.text) setAll(total);

  return (
    <>
      <PageHead
        title="Orders"
        actions={
          <span className="hide-phone">
            <ButtonLink to="/shop" icon="add">
              Place an order
            </ButtonLink>
          </span>
        }
      />
      <div className="row wrap orders-bar">
        <div className="scroll-x">
          <Tabs<StatusKey>
            label="Status"
            chosen={filter.standing ?? 'all'}
            segments={STATUSES.map((key) => ({ key, words: <StatusWords status={key} counts={orders.counts} /> }))}
            onChoose={(key) => change({ status: key === 'all' ? undefined : key, row: undefined })}
          />
        </div>
        <SearchField
          label="Search orders"
          placeholder="Order, customer, product or correlation id"
          value={filter.text ?? ''}
          onSearch={(words) => change({ q: words, row: undefined })}
        />
      </div>
      <div className="row wrap orders-filters">
        <FilterChips
          filters={filters}
          chosen={Object.fromEntries(FILTER_KEYS.map((key) => [key, params.get(key) ?? undefined]))}
          onChoose={(key, value) => change({ [key]: value, row: undefined })}
        />
        <span className="grow" />
        {orders.placed > 0 && (
          <button type="button" className="chip" onClick={orders.showPlaced}>
            <b>{counted(orders.placed, 'new order')}</b> Show
          </button>
        )}
      </div>
      <OrdersTable orders={orders} filter={filter} searched={total ?? all} />
    </>
  );
}

/** States of the machine and products of the catalogue: what the list can be narrowed by. */
function useFilters(correlationId: string | undefined): Filter[] {
  const still = { staleTime: Number.POSITIVE_INFINITY };
  const chart = useQuery(trpc.machines.chart.queryOptions({ type: 'order' }, still));
  const products = useQuery(trpc.inventory.list.queryOptions({ limit: MOST_PRODUCTS }, { staleTime: 60_000 }));
  return useMemo(
    () => filtersFor({ chart: chart.data, products: products.data?.items ?? [], correlationId }),
    [chart.data, products.data, correlationId],
  );
}
