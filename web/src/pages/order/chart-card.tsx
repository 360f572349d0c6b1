import { useCallback, useEffect, useRef, useState } from 'react';
import type { Step } from '../../address/steps.ts';
import { useParams } from '../../address/use-params.ts';
import type { ActorNow, Turn } from '../../api/types.ts';
import { useKeys } from '../../app/keys.ts';
import { ChartText } from '../../chart/chart-text.tsx';
import type { Journey } from '../../chart/journey.ts';
import { edgesOfTurn } from '../../chart/layers.ts';
import { Statechart, type StatechartHandle } from '../../chart/statechart.tsx';
import { useDrawing } from '../../chart/use-drawing.ts';
import type { ChartView } from '../../chart/view.ts';
import { Button } from '../../components/button.tsx';
import { Failed } from '../../components/empty.tsx';
import { Tabs } from '../../components/segmented.tsx';
import { shortId } from '../../words/id.ts';
import { Scrubber } from './scrubber.tsx';
import { usePlay } from './use-play.ts';
import { WhatIf } from './what-if.tsx';

/** What stands around a drawing in its card, px: its words take as much room, so that nothing jumps. */
const AROUND_CHART = 16;

interface ChartCardProps {
  orderId: string;
  view: ChartView;
  turns: readonly Turn[];
  journey: Journey;
  now: ActorNow;
  /** Of the machine that is drawn. */
  machineVersion: number | undefined;
  goTo(at: number, how?: Step): void;
}

/** The statechart with its slider; all of it follows the turn in the address. */
export function ChartCard({ orderId, view, turns, journey, now, machineVersion, goTo }: ChartCardProps) {
  const [params, change] = useParams();
  const { drawing, error } = useDrawing(view);
  const chart = useRef<StatechartHandle>(null);
  const [whatIf, setWhatIf] = useState(params.has('whatif'));
  const isText = params.has('text');
  const standing = journey.isLast ? now.standing : (journey.turn.states?.standing ?? 'pending');

  const run = useCallback(
    async (turn: Turn) => {
      const way = edgesOfTurn(view, turn.states?.fired ?? []);
      for (const edge of way) await chart.current?.run(edge, turn.states?.standing ?? 'pending');
    },
    [view],
  );
  const { isPlaying, toggle } = usePlay(turns, goTo, run);
  useLiveRun(turns, journey, run);
  useKeys([
    { keys: ['[', 'ArrowLeft'], does: 'Turn before', run: () => goTo(journey.at - 1, { oneOfMany: true }) },
    { keys: [']', 'ArrowRight'], does: 'Next turn', run: () => goTo(journey.at + 1, { oneOfMany: true }) },
    {
      keys: [' '],
      does: 'Play the journey',
      run: (event) => {
        event.preventDefault();
        toggle();
      },
    },
    { keys: ['l'], does: 'Back to live', run: () => goTo(turns.length - 1) },
  ]);

  return (
    <section className="card chart-card" aria-label="Statechart">
      <header>
        <Tabs
          label="View of the machine"
          chosen={isText ? 'text' : 'chart'}
          segments={[
            { key: 'chart', words: 'Chart' },
            { key: 'text', words: 'Text' },
          ]}
          onChoose={(key) => change({ text: key === 'text' ? '1' : undefined })}
        />
        {!journey.isLast && (
          <span className="row small secondary">
            turn {journey.turn.version} of {turns.at(-1)?.version}, past
            <Button small onClick={() => goTo(turns.length - 1)}>
              Back to live
            </Button>
          </span>
        )}
        <div className="legend chart-legend end hide-phone" style={{ '--lit': `var(--${standing})` } as object}>
          <span>
            <i className="now" />
            now
          </span>
          <span>
            <i />
            travelled
          </span>
          <span>
            <i className="possible" />
            still possible
          </span>
          <span>
            <i className="gone" />
            no longer
          </span>
        </div>
      </header>
      {isText && (
        <div style={{ minHeight: drawing && drawing.height + AROUND_CHART }}>
          <ChartText {...{ view, turns, journey, now }} />
        </div>
      )}
      {!isText && error && <Failed what="The chart" error={error} />}
      {!isText && !error && !drawing && <div className="chart" aria-busy="true" />}
      {!isText && drawing && (
        <Statechart
          ref={chart}
          {...{ view, drawing, turns, journey, now }}
          title={`Statechart of order ${shortId(orderId)}`}
        />
      )}
      <div className="chart-foot">
        <Scrubber
          turns={turns}
          journey={journey}
          isPlaying={isPlaying}
          onPlay={toggle}
          goTo={goTo}
          isWhatIf={whatIf}
          onWhatIf={() => setWhatIf(!whatIf)}
        />
        {whatIf && <WhatIf {...{ orderId, view, turns, journey, now, machineVersion }} isLive={journey.isLast} />}
      </div>
    </section>
  );
}

/** Live, a disc runs along the line of the turn that has just come; above four a second the chart only switches. */
function useLiveRun(turns: readonly Turn[], journey: Journey, run: (turn: Turn) => Promise<void>): void {
  const known = useRef(turns.length);
  const busy = useRef(false);
  useEffect(() => {
    const fresh = turns.length - known.current;
    known.current = turns.length;
    const latest = turns.at(-1);
    if (fresh !== 1 || !journey.isLast || !latest || busy.current) return;
    busy.current = true;
    void run(latest).finally(() => {
      busy.current = false;
    });
  }, [turns, journey.isLast, run]);
}
