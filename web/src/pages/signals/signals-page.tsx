import { useParams as useRoute } from 'wouter';
import { signalPath } from '../../address/places.ts';
import { go } from '../../address/use-params.ts';
import { useKeys } from '../../app/keys.ts';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Processors } from './processors.tsx';
import { SendSignal } from './send-signal.tsx';
import { SignalDetail } from './signal-detail.tsx';
import { SignalList } from './signal-list.tsx';
import './signals.css';
import { useSignals } from './use-signal.ts';

const SHOWN = 50;

export default function SignalsPage() {
  const { id } = useRoute<{ id?: string }>();
  const { data, error, refresh, refetch } = useSignals(SHOWN);
  const signals = data?.items ?? [];
  const chosen = id ?? signals[0]?.signalId;
  const gathering = signals.filter(({ status }) => status === 'pending').length;
  const step = (by: number) => {
    const next = signals[signals.findIndex(({ signalId }) => signalId === chosen) + by];
    if (next) go(signalPath(next.signalId));
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next signal', run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous signal', run: () => step(-1) },
  ]);
  return (
    <>
      <PageHead
        title="Signals"
        beside={data && <span className="muted">{gathering} gathering</span>}
        actions={
          <SendSignal
            onSent={(signalId) => {
              refresh();
              go(signalPath(signalId));
            }}
          />
        }
      />
      <div className="list-and-detail">
        <Card clipped>
          {error && !data ? (
            <Failed what="Signals" error={error} onRetry={() => void refetch()} />
          ) : !data ? (
            <Skeleton what="signals" />
          ) : signals.length === 0 ? (
            <Empty icon="signals" title="No signals yet">
              Signals that are sent appear here with the answers of their processors.
            </Empty>
          ) : (
            <SignalList signals={signals} chosen={chosen} />
          )}
        </Card>
        <div className="stack">
          {chosen && <SignalDetail key={chosen} signalId={chosen} />}
          <Processors />
        </div>
      </div>
    </>
  );
}
