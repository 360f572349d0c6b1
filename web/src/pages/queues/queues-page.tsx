import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { count, counted } from '../../words/amount.ts';
import { useNow } from '../../words/clock.ts';
import { age } from '../../words/duration.ts';
import { Breakers } from './breakers.tsx';
import { Consumers } from './consumers.tsx';
import type { Overview } from './overview.ts';
import { Processes } from './processes.tsx';
import { QueueTable } from './queue-table.tsx';
import { Shards } from './shards.tsx';
import './queues.css';

const EVERY_MS = 2_000;
/** An outbox this old is not just busy. */
const OLD_MS = 30_000;

export default function QueuesPage() {
  const { data, error, refetch } = useQuery(
    trpc.queues.overview.queryOptions({}, { refetchInterval: EVERY_MS, placeholderData: keepPreviousData }),
  );
  return (
    <>
      <PageHead
        title="Queues"
        beside={data && <span className="muted">{summary(data)}</span>}
        actions={
          <ButtonLink icon="open" to="/queues" external>
            Job by job in Bull Board
          </ButtonLink>
        }
      />
      {error && !data ? (
        <Card>
          <Failed what="Queues" error={error} onRetry={() => void refetch()} />
        </Card>
      ) : !data ? (
        <Card>
          <Skeleton what="queues" />
        </Card>
      ) : (
        <>
          <Outbox outbox={data.outbox} />
          <div className="queues-columns">
            <QueueTable queues={data.queues} />
            <div className="stack">
              <Breakers processes={data.processes} />
              <Consumers consumers={data.consumers} />
              <Processes processes={data.processes} />
              <Shards shards={data.shards} processes={data.processes} />
            </div>
          </div>
        </>
      )}
    </>
  );
}

function summary({ queues, processes }: Overview): string {
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting + queue.active, 0);
  const alive = processes.filter((process) => process.alive).length;
  return `${count(waiting)} waiting or under way, ${counted(alive, 'process', 'processes')}`;
}

function Outbox({ outbox: { messages, envelopes, oldest } }: Pick<Overview, 'outbox'>) {
  const now = useNow();
  const span = oldest ? now - Date.parse(oldest) : 0;
  if (span < OLD_MS) return null;
  return (
    <Notice kind="warning" title={`The oldest message is not settled for ${age(span)}.`}>
      {counted(messages, 'message')} in {counted(envelopes, 'envelope')} are sent and not settled. They are safe in
      PostgreSQL; they are sent again once their queue is known to have lost them.
    </Notice>
  );
}
