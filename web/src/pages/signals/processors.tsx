import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { tellError } from '../../components/toast.tsx';
import { count, rate } from '../../words/amount.ts';
import { pausedQueues, setPaused } from './bull-board.ts';

const EVERY_MS = 2_000;

/** The processors and what waits for them; each can be stopped, so that a partial result is seen. */
export function Processors() {
  const overview = useQuery(trpc.queues.overview.queryOptions({}, { refetchInterval: EVERY_MS }));
  const paused = useQuery({ queryKey: ['paused queues'], queryFn: pausedQueues, refetchInterval: EVERY_MS });
  const queues = (overview.data?.queues ?? []).filter(
    ({ actorType, kind }) => /^processor-\d+$/.test(actorType) && kind === 'messages',
  );
  if (queues.length === 0) return null;
  return (
    <Card
      title="Processors"
      end={<span className="muted small hide-phone">stop one to see a partial result</span>}
      clipped
    >
      <table className="wrapping">
        <thead className="sr-only">
          <tr>
            <th scope="col">Processor</th>
            <th scope="col">State</th>
            <th scope="col">Rate</th>
            <th scope="col">Waiting</th>
            <th scope="col">Stop or start</th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ name, actorType, waiting, active, perMinute }) => {
            const stopped = paused.data?.has(name) ?? false;
            const left = waiting + active;
            return (
              <tr key={name}>
                <td>
                  <StatusGlyph state={stopped ? 'stuck' : 'confirmed'} words={stopped ? 'stopped' : 'running'} />
                  {actorType}
                </td>
                <td className={stopped ? 'is-stuck strong' : 'secondary'}>{stopped ? 'stopped' : 'running'}</td>
                <td className="num secondary hide-phone">{perMinute !== null && `${rate(perMinute)} / min`}</td>
                <td className={stopped && left > 0 ? 'num strong' : 'num secondary'}>{count(left)} waiting</td>
                <td className="num">
                  <Switch actorType={actorType} stopped={stopped} onDone={() => paused.refetch()} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

function Switch({
  actorType,
  stopped,
  onDone,
}: {
  actorType: string;
  stopped: boolean;
  onDone(): Promise<unknown>;
}) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      small
      busy={busy}
      onClick={async () => {
        setBusy(true);
        await setPaused([actorType, `${actorType}.activities`], !stopped)
          .then(onDone)
          .catch(tellError);
        setBusy(false);
      }}
    >
      {stopped ? 'Start' : 'Stop'}
      <span className="sr-only"> {actorType}</span>
    </Button>
  );
}
