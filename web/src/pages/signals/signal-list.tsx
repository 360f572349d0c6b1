import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { signalPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { Moment, Ticking } from '../../components/time.tsx';
import { age, duration } from '../../words/duration.ts';
import { type Signal, stateOf, wordsOf } from './signal-state.ts';

interface SignalListProps {
  signals: readonly Signal[];
  chosen: string | undefined;
}

export function SignalList({ signals, chosen }: SignalListProps) {
  return (
    <table className="signals">
      <thead>
        <tr>
          <th scope="col">Signal</th>
          <th scope="col" className="num">
            Value
          </th>
          <th scope="col">Answers</th>
          <th scope="col" className="num">
            Sent
          </th>
        </tr>
      </thead>
      <tbody>
        {signals.map((signal) => (
          <tr key={signal.signalId} className={signal.signalId === chosen ? 'selected' : undefined}>
            <td>
              <StatusGlyph state={stateOf(signal)} words={wordsOf(signal)} />
              <Link
                href={signalPath(signal.signalId)}
                className="mono row-link"
                aria-current={signal.signalId === chosen || undefined}
                title={signal.signalId}
              >
                {signal.signalId.slice(-6)}
              </Link>
            </td>
            <td className="num">{signal.value}</td>
            <td>
              <Answers signal={signal} />
            </td>
            <td className="num mono muted">
              <Moment at={signal.receivedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Answers({ signal }: { signal: Signal }) {
  const { status, results, missing, receivedAt, completedAt, signalId } = signal;
  const started = Date.parse(receivedAt);
  if (status === 'pending') return <Gathering signalId={signalId} answered={results.length} started={started} />;
  const total = results.length + missing.length;
  return (
    <>
      {results.length} of {total}
      <span className="second-line">
        {missing.length > 0
          ? `missing ${missing.join(', ')}`
          : duration((completedAt ? Date.parse(completedAt) : started) - started)}
      </span>
    </>
  );
}

function Gathering({ signalId, answered, started }: { signalId: string; answered: number; started: number }) {
  const { data } = useQuery(
    trpc.actors.read.queryOptions({ type: 'signal', id: signalId }, { staleTime: 60_000 }),
  );
  const processors = data?.context.processors;
  const dueAt = data?.timers[0]?.dueAt;
  return (
    <>
      {answered}
      {Array.isArray(processors) && ` of ${processors.length}`}
      <span className="second-line">
        <Ticking
          text={(now) =>
            dueAt ? `${age(Math.max(0, Date.parse(dueAt) - now))} left` : `for ${age(now - started)}`
          }
        />
      </span>
    </>
  );
}
