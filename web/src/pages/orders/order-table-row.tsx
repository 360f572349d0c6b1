import { memo } from 'react';
import { Link } from 'wouter';
import { orderPath } from '../../address/places.ts';
import { go } from '../../address/use-params.ts';
import type { OrderRow } from '../../api/types.ts';
import { stepsOf } from '../../components/path-steps.ts';
import { PathStrip } from '../../components/path-strip.tsx';
import { STATE_WORDS, StatusChip } from '../../components/status-chip.tsx';
import { Age, Moment } from '../../components/time.tsx';
import { money } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { shortId } from '../../words/id.ts';

interface OrderTableRowProps {
  order: OrderRow;
  isChosen: boolean;
  /** The version that arrived live last; the row tints when it changes. */
  changedTo: number | undefined;
}

/** One order: two lines on a phone, one elsewhere. The whole row opens it. */
export const OrderTableRow = memo(function OrderTableRow({ order, isChosen, changedTo }: OrderTableRowProps) {
  const { orderId, standing, step, stuck, reason } = order;
  const to = orderPath(orderId);
  return (
    <tr
      key={changedTo}
      data-order={orderId}
      className={
        [isChosen && 'selected', changedTo !== undefined && 'flash'].filter(Boolean).join(' ') || undefined
      }
      onClick={(event) => !(event.target as Element).closest('a') && !getSelection()?.toString() && go(to)}
    >
      <td>
        <StatusChip state={standing}>
          {STATE_WORDS[standing]}
          {stuck && (
            <span className="only-phone">
              {' '}
              <Age since={stuck.since} />
            </span>
          )}
        </StatusChip>
      </td>
      <td className="mono">
        <Link href={to}>{shortId(orderId)}</Link>
      </td>
      <td className="not-on-phone">
        {order.customerName ?? <span className="mono muted">{shortId(order.customerId)}</span>}
      </td>
      <td className="of-step">
        <PathStrip steps={stepsOf(order)} />
        <span>{reason && standing === 'cancelled' ? `${step} · ${reason.replaceAll('_', ' ')}` : step}</span>
        {stuck && (
          <span className="muted small hide-narrow cause" title={stuck.cause}>
            {stuck.cause}
          </span>
        )}
      </td>
      <td className="secondary hide-narrow not-on-phone ellipsis of-items">{itemsOf(order)}</td>
      <td className="num">{money(order.total, order.currency)}</td>
      <td className="num not-on-phone">
        <StepTime order={order} />
      </td>
      <td className="num mono muted not-on-phone">
        <Moment at={order.placedAt} />
      </td>
    </tr>
  );
});

function StepTime({ order: { stuck, tookMs, stepSince } }: { order: OrderRow }) {
  if (stuck)
    return (
      <span className="is-stuck strong">
        <Age since={stuck.since} />
      </span>
    );
  if (tookMs !== null) return <span className="muted">took {duration(tookMs)}</span>;
  return (
    <span className="secondary">
      <Age since={stepSince} />
    </span>
  );
}

/** "Laptop, Mouse × 2" */
function itemsOf({ items }: OrderRow): string {
  return items
    .map(({ productName, quantity }) => (quantity > 1 ? `${productName} × ${quantity}` : productName))
    .join(', ');
}
