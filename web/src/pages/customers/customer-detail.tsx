import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { orderPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Failed } from '../../components/empty.tsx';
import { stepsOf } from '../../components/path-steps.ts';
import { PathStrip } from '../../components/path-strip.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Moment } from '../../components/time.tsx';
import { count, money } from '../../words/amount.ts';
import { shortId } from '../../words/id.ts';

const EVERY_MS = 3_000;
const SHOWN = 50;

/** A customer as the order side knows them, with their orders. */
export function CustomerDetail({ customerId }: { customerId: string }) {
  const customer = useQuery(
    trpc.customers.get.queryOptions({ customerId }, { refetchInterval: EVERY_MS, retry: false }),
  );
  const orders = useQuery(
    trpc.orders.rows.queryOptions({ customerId, limit: SHOWN }, { refetchInterval: EVERY_MS }),
  );
  const { data } = customer;
  if (customer.error && !data)
    return (
      <Card>
        <Failed what="This customer" error={customer.error} />
      </Card>
    );
  if (!data)
    return (
      <Card>
        <Skeleton what="the customer" />
      </Card>
    );
  return (
    <div className="stack">
      <Card
        head={<h2 className="ellipsis">{data.name ?? <span className="mono">{shortId(customerId)}</span>}</h2>}
        end={<CopyButton label="Copy the id" text={() => customerId} />}
      >
        <p className="section secondary">
          {data.registered ? data.email : 'Has ordered, and is no user yet.'}{' '}
          <span className="mono muted whole">{customerId}</span>
        </p>
        <dl className="figures customer-figures">
          <Figure name="Orders" value={count(data.orders)} />
          <Figure name="Confirmed" value={count(data.confirmed)} />
          <Figure name="Cancelled" value={count(data.cancelled)} />
          <Figure
            name="Spent"
            value={data.spent.map(({ currency, total }) => money(total, currency)).join(', ') || money(0)}
          />
        </dl>
      </Card>
      <Card title="Orders" end={<span className="muted small">newest first</span>} clipped>
        {orders.data?.items.length === 0 ? (
          <p className="section muted">Their orders appear here.</p>
        ) : (
          <table className="two-lines">
            <thead className="sr-only">
              <tr>
                <th scope="col">Status</th>
                <th scope="col">Order</th>
                <th scope="col">Step</th>
                <th scope="col">Total</th>
                <th scope="col">Placed</th>
              </tr>
            </thead>
            <tbody>
              {orders.data?.items.map((row) => (
                <tr key={row.orderId}>
                  <td>
                    <StatusChip state={row.standing} />
                  </td>
                  <td className="mono">
                    <Link href={orderPath(row.orderId)}>{shortId(row.orderId)}</Link>
                  </td>
                  <td>
                    <PathStrip steps={stepsOf(row)} />
                    {row.step}
                  </td>
                  <td className="num">{money(row.total, row.currency)}</td>
                  <td className="num mono muted not-on-phone">
                    <Moment at={row.placedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
