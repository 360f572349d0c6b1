import { useState } from 'react';
import { useParams } from '../../address/use-params.ts';
import { ButtonLink } from '../../components/button.tsx';
import { FilterChips } from '../../components/filter-chips.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Tabs } from '../../components/segmented.tsx';
import { counted } from '../../words/amount.ts';
import { FILTERS, filterOf, STATUSES, type StatusKey } from './filter.ts';
import { OrdersTable } from './orders-table.tsx';
import { StatusWords } from './status-words.tsx';
import { useOrders } from './use-orders.ts';

/** All orders: filtered, searched, live in place. */
export default function OrdersPage() {
  const [params, change] = useParams();
  const filter = filterOf(params);
  const orders = useOrders(filter);
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
          placeholder="Order id, customer, name or e-mail"
          value={filter.text ?? ''}
          onSearch={(words) => change({ q: words, row: undefined })}
        />
      </div>
      <div className="row wrap orders-filters">
        <FilterChips
          filters={FILTERS}
          chosen={{ placed: params.get('placed') ?? undefined, style: params.get('style') ?? undefined }}
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
