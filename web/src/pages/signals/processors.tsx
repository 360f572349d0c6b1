import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, trpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { tellError } from '../../components/toast.tsx';
import { count, rate } from '../../words/amount.ts';
import { exactClock } from '../../words/moment.ts';

const EVERY_MS = 2_000;

/** The processors and what waits for them; each can be stopped, so that a partial result is seen. */
export function Processors() {
  const overview = useQuery(trpc.queues.overview.queryOptions({}, { refetchInterval: EVERY_MS }));
  const processors = useQuery(trpc.signals.processors.queryOptions({}, { refetchInterval: EVERY_MS }));
  const { switchable = false, items = [] } = processors.data ?? {};
  if (items.length === 0) return null;
  const queueOf = (processor: string) =>
    overview.data?.queues.find(({ actorType, kind }) => actorType === processor && kind === 'messages');
  return (
    <Card
      title="Processors"
      end={
        <span className="muted small hide-phone">
          {switchable ? 'stop one to see a partial result' : 'DEV_CONTROLS=on lets you stop one'}
        </span>
      }
      clipped
    >
      <table className="wrapping">
        <thead className="sr-only">
          <tr>
            <th scope="col">Processor</th>
            <th scope="col">State</th>
            <th scope="col">Rate</th>
            <th scope="col">Waiting</th>
            {switchable && <th scope="col">Stop or start</th>}
          </tr>
        </thead>
        <tbody>
          {items.map(({ processor, stopped }) => {
            const { waiting = 0, active = 0, perMinute = null } = queueOf(processor) ?? {};
            const left = waiting + active;
            return (
              <tr key={processor}>
                <td>
                  <StatusGlyph state={stopped ? 'stuck' : 'confirmed'} words={stopped ? 'stopped' : 'running'} />
                  {processor}
                </td>
                <td className={stopped ? 'is-stuck strong' : 'secondary'}>
                  {stopped ? (
                    <span title={`by ${stopped.by}, ${stopped.since}`}>stopped {exactClock(stopped.since)}</span>
                  ) : (
                    'running'
                  )}
                </td>
                <td className="num secondary hide-phone">{perMinute !== null && `${rate(perMinute)} / min`}</td>
                <td className={stopped && left > 0 ? 'num strong' : 'num secondary'}>{count(left)} waiting</td>
                {switchable && (
                  <td className="num">
                    <Switch processor={processor} stopped={stopped !== null} onDone={() => processors.refetch()} />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

function Switch({
  processor,
  stopped,
  onDone,
}: {
  processor: string;
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
        await client.signals[stopped ? 'startProcessor' : 'stopProcessor']
          .mutate({ processor })
          .then(onDone)
          .catch(tellError);
        setBusy(false);
      }}
    >
      {stopped ? 'Start' : 'Stop'}
      <span className="sr-only"> {processor}</span>
    </Button>
  );
}
