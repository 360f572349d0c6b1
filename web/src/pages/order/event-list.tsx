import type { Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { Icon } from '../../components/icon.tsx';
import { Json } from '../../components/json.tsx';
import { Moment } from '../../components/time.tsx';

interface EventListProps {
  turns: readonly Turn[];
  journey: Journey;
  goTo(at: number): void;
}

/** The facts that the order told, with the turn that told them; those of the turn that is shown with their payload. */
export function EventList({ turns, journey, goTo }: EventListProps) {
  const events = turns.flatMap((turn, index) =>
    (turn.states?.effects ?? []).flatMap((effect) =>
      effect.kind === 'event' ? [{ ...effect, turn, index }] : [],
    ),
  );
  if (events.length === 0) return <p className="section muted">Events appear here as the order tells them.</p>;
  return (
    <ol className="timeline">
      {events.map(({ version, type, payload, turn, index }) => {
        const isShown = index === journey.at;
        const isFuture = index > journey.at;
        return (
          <li key={version} className={isShown ? 'selected' : isFuture ? 'future' : undefined}>
            <button
              type="button"
              className="timeline-row"
              aria-current={isShown ? 'step' : undefined}
              onClick={() => goTo(index)}
            >
              <Moment at={turn.at} exact />
              <Icon name="event" />
              <span className="ellipsis">
                <span className="strong">{type}</span> <span className="to">event {version}</span>
              </span>
              <span className="muted tiny">turn {turn.version}</span>
            </button>
            {isShown && Object.keys(payload).length > 0 && (
              <div className="timeline-detail">
                <Json value={payload} label={`Payload of ${type}`} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
