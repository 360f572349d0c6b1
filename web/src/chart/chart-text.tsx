import type { ActorNow, Turn } from '../api/types.ts';
import { Moment } from '../components/time.tsx';
import { counted } from '../words/amount.ts';
import { serverNow } from '../words/clock.ts';
import { aboutState } from './about-state.ts';
import type { Journey } from './journey.ts';
import { fullLabel } from './label.ts';
import { possibleNext } from './possible-next.ts';
import type { ChartView } from './view.ts';

interface ChartTextProps {
  view: ChartView;
  turns: readonly Turn[];
  journey: Journey;
  now: ActorNow;
}

/** What the chart says, in words. */
export function ChartText({ view, turns, journey, now }: ChartTextProps) {
  const leaves = view.nodes.filter(({ kind }) => kind === 'atomic' || kind === 'final');
  const later = leaves.filter(({ id }) => journey.possible.leaves.has(id) && !journey.visited.has(id));
  const gone = leaves.filter(({ id }) => !journey.possible.leaves.has(id) && !journey.visited.has(id));
  const next = possibleNext(view, journey.now);
  return (
    <dl className="key-values chart-text">
      <dt>Now</dt>
      <dd>
        {journey.now.map((id) => (
          <div key={id}>
            <b>{id}</b>
            {`, ${aboutState(journey, now, nodeOf(view, id), 'now', serverNow())}`}
            {journey.isLast && now.waiting.length > 0 && `, ${counted(now.waiting.length, 'message')} waiting`}
          </div>
        ))}
      </dd>
      <dt>Travelled</dt>
      <dd>
        <ol>
          {turns.slice(0, journey.at + 1).map(({ version, at, message, outcome, states }) => (
            <li key={version}>
              {version}. {message.label}{' '}
              {outcome === 'ignored' ? 'ignored' : `→ ${states?.after.join(', ') ?? 'unknown'}`}{' '}
              <span className="muted">
                <Moment at={at} exact />
              </span>
            </li>
          ))}
        </ol>
      </dd>
      <dt>Possible next</dt>
      <dd>
        {next.length === 0
          ? 'nothing, this is an end'
          : next.map((transition) => (
              <div key={transition.id}>
                {fullLabel(transition)} → {transition.targets.join(', ') || 'stays'}
              </div>
            ))}
      </dd>
      <dt>Possible later</dt>
      <dd>{later.map(({ id }) => id).join(', ') || 'none'}</dd>
      <dt>No longer possible</dt>
      <dd>{gone.map(({ id }) => id).join(', ') || 'none'}</dd>
      {view.anywhere.length > 0 && (
        <>
          <dt>From any state</dt>
          <dd>
            {view.anywhere
              .map((transition) => `${fullLabel(transition)} → ${transition.targets.join(', ')}`)
              .join(', ')}
          </dd>
        </>
      )}
    </dl>
  );
}

function nodeOf({ nodes }: ChartView, id: string) {
  return nodes.find((node) => node.id === id) ?? { id, kind: 'atomic' as const };
}
