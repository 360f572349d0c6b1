import { useMemo } from 'react';
import { useParams as usePathParams } from 'wouter';
import { useParams } from '../../address/use-params.ts';
import { journeyTo } from '../../chart/journey.ts';
import { branchTaken, viewOf } from '../../chart/view.ts';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { shortId } from '../../words/id.ts';
import { sentence } from '../../words/sentence.ts';
import { ChartCard } from './chart-card.tsx';
import { HistoryCard } from './history-card.tsx';
import './order.css';
import type { Step } from '../../address/steps.ts';
import { OrderHead } from './order-head.tsx';
import { StuckNotice } from './stuck-notice.tsx';
import { TurnCard } from './turn-card.tsx';
import { useAnnouncedStatus } from './use-announced-status.ts';
import { useOrder } from './use-order.ts';
import { WaitsCard } from './waits-card.tsx';

/** One order: how it stands, the way it came, what it waits for, and every turn of it. */
export default function OrderPage() {
  const { id = '' } = usePathParams();
  return <Order key={id} orderId={id} />;
}

function Order({ orderId }: { orderId: string }) {
  const [params, change] = useParams();
  const order = useOrder(orderId);
  const { now, turns, chart, error } = order;
  const asked = Number(params.get('turn') ?? Number.NaN);
  const found = turns.findIndex(({ version }) => version === asked);
  const at = found < 0 ? turns.length - 1 : found;
  const view = useMemo(() => {
    if (!chart || turns.length === 0) return undefined;
    const showsAll = params.has('all');
    return viewOf(chart, showsAll ? undefined : branchTaken(chart, turns[0]?.states?.fired ?? []));
  }, [chart, turns, params]);
  const states = now?.states;
  const journey = useMemo(() => chart && journeyTo(chart, turns, at, states), [chart, turns, at, states]);
  useAnnouncedStatus(now);

  const goTo = (index: number, how?: Step) => {
    const to = Math.max(0, Math.min(turns.length - 1, index));
    change({ turn: to === turns.length - 1 ? undefined : String(turns[to]?.version) }, how);
  };

  if (error)
    return (
      <>
        <PageHead title={shortId(orderId)} parent={ORDERS} mono />
        <Card>
          <Failed what="The order" error={error} onRetry={order.retry} />
        </Card>
      </>
    );
  if (!now || !journey || !view)
    return (
      <>
        <PageHead title={shortId(orderId)} parent={ORDERS} mono />
        <Card>
          <Skeleton what="the order" rows={8} />
        </Card>
      </>
    );
  return (
    <>
      <OrderHead orderId={orderId} order={order} now={now} />
      <StuckNotice now={now} />
      {order.replayProblem && (
        <Notice kind="warning" title="The chart does not show the way it came.">
          Its turns cannot be replayed: {sentence(order.replayProblem)}
        </Notice>
      )}
      <div className="columns">
        <ChartCard {...{ orderId, view, turns, journey, now, goTo }} machineVersion={chart?.version} />
        <div className="stack">
          <HistoryCard {...{ orderId, turns, journey, now, goTo }} />
          <TurnCard turns={turns} journey={journey} />
          <WaitsCard view={view} journey={journey} now={now} />
        </div>
      </div>
    </>
  );
}

const ORDERS = { name: 'Orders', to: '/orders' };
