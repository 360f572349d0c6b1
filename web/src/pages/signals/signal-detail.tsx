import { useQuery } from '@tanstack/react-query';
import { fleetPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { KeyValues } from '../../components/key-values.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { useNow } from '../../words/clock.ts';
import { duration } from '../../words/duration.ts';
import { exactClock } from '../../words/moment.ts';
import { Lanes } from './lanes.tsx';
import { type Gathering, gatheringOf, type Signal, stateOf, wordsOf } from './signal-state.ts';
import { useSignal } from './use-signal.ts';

/** One signal: what became of it in a sentence, its lanes, its results. */
export function SignalDetail({ signalId }: { signalId: string }) {
  const { signal, events, error } = useSignal(signalId);
  const gathering = gatheringOf(events);
  const short = signalId.slice(-6);
  if (error && !signal)
    return (
      <Card>
        <Failed what={`Signal ${short}`} error={error} />
      </Card>
    );
  if (!signal || !gathering)
    return (
      <Card>
        <Skeleton what="the signal" />
      </Card>
    );
  const late = gathering.lanes.filter((lane) => lane.late);
  return (
    <Card
      head={
        <>
          <h2>
            Signal{' '}
            <span className="mono" title={signalId}>
              {short}
            </span>
          </h2>
          <StatusChip state={stateOf(signal)}>{wordsOf(signal)}</StatusChip>
        </>
      }
      end={
        <ButtonLink small icon="fleet" to={fleetPath('signal')}>
          Statechart
        </ButtonLink>
      }
    >
      <p className="section signal-sentence">
        <Sentence signal={signal} gathering={gathering} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key */}
      <section className="section lanes" tabIndex={0} aria-label={`Lanes of signal ${short}`}>
        <div className="lanes-inner">
          <LiveLanes signal={signal} gathering={gathering} short={short} />
        </div>
      </section>
      <div className="split signal-split">
        <div className="section">
          <h3 className="sub-head flush">Result</h3>
          <KeyValues
            pairs={[
              ...signal.results.map(
                ({ processor, value }) =>
                  [
                    processor,
                    <span key={processor} className="mono">
                      {value}
                    </span>,
                  ] as const,
              ),
              [
                'Missing',
                signal.missing.length === 0 ? undefined : (
                  <b key="missing" className="is-stuck strong">
                    {signal.missing.join(', ')}
                  </b>
                ),
              ],
              ['Ended', signal.completedAt && exactClock(signal.completedAt)],
            ]}
          />
          {signal.results.length === 0 && signal.missing.length === 0 && (
            <p className="muted small">No answer yet.</p>
          )}
        </div>
        <div className="section">
          <h3 className="sub-head flush">Recorded after the end</h3>
          {late.length === 0 ? (
            <p className="muted small">Nothing. An answer that comes late is kept here and changes nothing.</p>
          ) : (
            <KeyValues
              pairs={late.flatMap(({ processor, late: answer }) =>
                answer
                  ? [
                      [
                        exactClock(answer.at),
                        `${processor} answered ${answer.value}, late by ${duration(answer.afterMs - (gathering.endedAfterMs ?? 0))}`,
                      ] as const,
                    ]
                  : [],
              )}
            />
          )}
        </div>
      </div>
    </Card>
  );
}

function LiveLanes({ signal, gathering, short }: { signal: Signal; gathering: Gathering; short: string }) {
  const open = signal.status === 'pending';
  const { data } = useQuery(
    trpc.actors.read.queryOptions({ type: 'signal', id: signal.signalId }, { enabled: open, staleTime: 60_000 }),
  );
  const now = useNow();
  const dueAt = data?.timers[0]?.dueAt;
  return (
    <Lanes
      id={short}
      gathering={gathering}
      deadlineMs={dueAt && open ? Date.parse(dueAt) - gathering.startedAt : undefined}
      nowMs={Math.max(0, now - gathering.startedAt)}
    />
  );
}

function Sentence({ signal, gathering }: { signal: Signal; gathering: Gathering }) {
  const { lanes, endedAfterMs = 0 } = gathering;
  const answered = lanes.filter(({ answer }) => answer).length;
  if (signal.status === 'pending')
    return (
      <>
        <b className="strong">
          {answered} of {lanes.length} have answered.
        </b>{' '}
        <span className="secondary">At its deadline the signal completes with what is there.</span>
      </>
    );
  if (!signal.partial)
    return (
      <>
        <b className="strong">All {lanes.length} answered.</b>{' '}
        <span className="secondary">The signal completed after {duration(endedAfterMs)}.</span>
      </>
    );
  const late = lanes.filter(({ late: answer }) => answer).length;
  return (
    <>
      <b className="strong">
        {signal.missing.join(', ')} did not answer within {duration(endedAfterMs)}.
      </b>{' '}
      <span className="secondary">
        The signal completed with{' '}
        {answered === 0 ? 'no answer' : `the other ${answered === 1 ? 'answer' : `${answered} answers`}`}.
        {late > 0 && ' Its late answer is recorded and changes nothing.'}
      </span>
    </>
  );
}
