import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { orderPath } from '../../address/places.ts';
import { client, trpc } from '../../api/client.ts';
import type { OrderRow } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { stepsOf } from '../../components/path-steps.ts';
import { PathStrip } from '../../components/path-strip.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Ticking } from '../../components/time.tsx';
import { useLive } from '../../live/use-live.ts';
import { money } from '../../words/amount.ts';
import { age } from '../../words/duration.ts';
import { shortId } from '../../words/id.ts';
import { fullTime } from '../../words/moment.ts';
import { shopper } from './shopper.ts';

const SHOWN = 8;

/** The newest orders of this browser's shopper, live. @param placed changes with each order that is placed here */
export function MyOrders({ placed }: { placed: number }) {
  const [customerId] = useState(shopper);
  const queries = useQueryClient();
  const asked = trpc.orders.rows.queryOptions({ customerId, limit: SHOWN });
  const { data, refetch } = useQuery(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a placed order is read as soon as it is there
  useEffect(() => void refetch(), [placed, refetch]);
  const rows = data?.items ?? [];
  const orderIds = rows.map(({ orderId }) => orderId);
  useLive<{ id: string; data: { rows: OrderRow[]; placed: number } }>(
    data ? `my orders ${orderIds.join()}` : undefined,
    {
      open: (lastEventId, on) =>
        client.orders.watchRows.subscribe({ orderIds, ...(lastEventId && { lastEventId }) }, on),
      onData(updates) {
        const fresh = new Map(updates.flatMap((update) => update.data.rows).map((row) => [row.orderId, row]));
        queries.setQueryData(
          asked.queryKey,
          (before) => before && { ...before, items: before.items.map((row) => fresh.get(row.orderId) ?? row) },
        );
        if (updates.some((update) => update.data.placed > 0)) void refetch();
      },
    },
  );
  return (
    <Card
      title="My orders"
      end={
        <span className="row small muted">
          <span className="live-dot" /> live
        </span>
      }
      clipped
    >
      {rows.length === 0 ? (
        <p className="section muted">Orders that you place appear here and change by themselves.</p>
      ) : (
        <table className="two-lines my-orders">
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
            {rows.map((row) => (
              <OrderLine key={row.orderId} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function OrderLine({ row }: { row: OrderRow }) {
  const { orderId, standing, step, reason, total, currency, placedAt } = row;
  const at = new Date(placedAt).getTime();
  return (
    <tr>
      <td className="status-cell">
        <StatusChip state={standing} />
      </td>
      <td className="mono">
        <Link href={orderPath(orderId)}>{shortId(orderId)}</Link>
      </td>
      <td>
        <PathStrip steps={stepsOf(row)} />
        {step}
        {reason && standing === 'cancelled' && ` · ${reason.replaceAll('_', ' ')}`}
      </td>
      <td className="num">{money(total, currency)}</td>
      <td className="num muted not-on-phone" title={fullTime(placedAt)}>
        <Ticking text={(now) => (now - at < 5_000 ? 'now' : `${age(now - at)} ago`)} />
      </td>
    </tr>
  );
}
