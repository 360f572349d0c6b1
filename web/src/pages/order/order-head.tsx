import { useState } from 'react';
import { Link } from 'wouter';
import { customerPath } from '../../address/places.ts';
import type { ActorNow } from '../../api/types.ts';
import { useKeys } from '../../app/keys.ts';
import { Button, ButtonLink } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { STATE_WORDS, StatusChip } from '../../components/status-chip.tsx';
import { Age, Moment } from '../../components/time.tsx';
import { money } from '../../words/amount.ts';
import { middleCut, shortId } from '../../words/id.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { TraceDialog } from './trace-dialog.tsx';
import { tracesOf, useTraceUrl } from './traces.ts';
import type { OrderData } from './use-order.ts';

interface OrderHeadProps {
  orderId: string;
  order: OrderData;
  now: ActorNow;
}

/** The truth of now, whatever turn the chart shows. */
export function OrderHead({ orderId, order, now }: OrderHeadProps) {
  const [dialog, setDialog] = useState<'trace' | 'export' | 'cancel'>();
  const close = () => setDialog(undefined);
  useKeys([{ keys: ['t'], does: 'Open the trace', run: () => setDialog('trace') }]);
  const { stuck, standing } = now;
  return (
    <>
      <PageHead
        title={shortId(orderId)}
        parent={{ name: 'Orders', to: '/orders' }}
        mono
        beside={
          <StatusChip state={standing}>
            {STATE_WORDS[standing]}
            {stuck && (
              <>
                {' '}
                <Age since={stuck.since} />
              </>
            )}
          </StatusChip>
        }
        actions={
          <>
            <Button small icon="trace" onClick={() => setDialog('trace')}>
              Trace
            </Button>
            <ButtonLink small icon="open" to={`/tools?actor=order/${encodeURIComponent(orderId)}`}>
              Inspector
            </ButtonLink>
            <Button small onClick={() => setDialog('export')}>
              Export test
            </Button>
            <Button small disabledBecause={whyNotCancel(now)} onClick={() => setDialog('cancel')}>
              Cancel order
            </Button>
          </>
        }
      />
      <Meta orderId={orderId} order={order} now={now} />
      {dialog === 'trace' && <TraceDialog turns={order.turns} now={now} onClose={close} />}
      {dialog === 'export' && <ExportDialog orderId={orderId} onClose={close} />}
      {dialog === 'cancel' && <CancelDialog orderId={orderId} onClose={close} />}
    </>
  );
}

function whyNotCancel({ standing, status, stuck }: ActorNow): string | undefined {
  if (standing === 'compensating') return 'This order is already being undone';
  if (status !== 'active') return 'This order has ended';
  if (stuck?.deadLetterId) return 'It waits behind a dead letter: fix that first';
  return undefined;
}

function Meta({ order: { row, turns }, now }: OrderHeadProps) {
  const { paymentMethod, country, customerId } = now.context as Record<string, string | undefined>;
  const items = row?.items.map(({ productName, quantity }) => `${productName} × ${quantity}`).join(', ');
  const customer = row?.customerName ?? (customerId && shortId(customerId));
  const placedAt = turns[0]?.at;
  return (
    <div className="meta">
      {customer && customerId && (
        <span>
          <Link href={customerPath(customerId)}>
            <b>{customer}</b>
          </Link>
        </span>
      )}
      {row && (
        <span>
          {items}, <b>{money(row.total, row.currency)}</b>
        </span>
      )}
      {country && (
        <span>
          Ship to <b>{country}</b>
        </span>
      )}
      {paymentMethod && (
        <span>
          Paid with <b className="mono">{paymentMethod}</b>
        </span>
      )}
      {placedAt && (
        <span>
          Placed{' '}
          <b>
            <Moment at={placedAt} />
          </b>
        </span>
      )}
      <span>
        {row?.fulfilment === 'choreography' ? 'Choreography' : 'Orchestration'}, machine{' '}
        <b>order {now.machineVersion}</b>
      </span>
      <span title={now.correlationId}>
        Correlation{' '}
        <Link href={`/orders?${new URLSearchParams({ correlation: now.correlationId })}`}>
          <b className="mono">{middleCut(now.correlationId)}</b>
        </Link>
      </span>
      <TraceOf turns={turns} />
    </div>
  );
}

/** The trace of the request that placed it: a link where a viewer is known, else the id to copy. */
function TraceOf({ turns }: Pick<OrderData, 'turns'>) {
  const [first] = tracesOf(turns);
  const traceUrl = useTraceUrl();
  if (!first) return null;
  return (
    <span className="row" title={first}>
      Trace{' '}
      {traceUrl ? (
        <a href={traceUrl(first)} target="_blank" rel="noreferrer">
          <b className="mono">{middleCut(first)}</b>
        </a>
      ) : (
        <>
          <b className="mono">{middleCut(first)}</b>
          <CopyButton label="Copy the trace id" text={() => first} />
        </>
      )}
    </span>
  );
}
