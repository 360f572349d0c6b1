import type { Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import './scrubber.css';
import type { Step } from '../../address/steps.ts';

interface ScrubberProps {
  turns: readonly Turn[];
  journey: Journey;
  isPlaying: boolean;
  onPlay(): void;
  goTo(at: number, how?: Step): void;
  isWhatIf: boolean;
  onWhatIf(): void;
}

/** More ticks than this would run into each other. */
const MOST_TICKS = 12;

/** The slider over the journal; its last stop is now. */
export function Scrubber({ turns, journey, isPlaying, onPlay, goTo, isWhatIf, onWhatIf }: ScrubberProps) {
  const last = turns.length - 1;
  const { at, turn } = journey;
  const placeOf = (index: number) => (last === 0 ? 100 : (100 * index) / last);
  return (
    <div className="scrubber">
      <div className="row scrubber-row">
        <Button small icon="previous" label="Previous turn" disabled={at === 0} onClick={() => goTo(at - 1)} />
        <Button
          small
          icon={isPlaying ? 'close' : 'play'}
          label={isPlaying ? 'Stop' : 'Play the journey'}
          onClick={onPlay}
        />
        <Button small icon="next" label="Next turn" disabled={at === last} onClick={() => goTo(at + 1)} />
        <div className="grow">
          <div className="ticks">
            {ticksOf(last).map((index) => (
              <button
                key={index}
                type="button"
                tabIndex={-1}
                aria-hidden="true"
                aria-current={index === at ? 'true' : undefined}
                style={{ left: `${placeOf(index)}%` }}
                onClick={() => goTo(index)}
              >
                {index === last ? 'live' : turns[index]?.version}
              </button>
            ))}
          </div>
          <input
            type="range"
            min={1}
            max={Math.max(1, turns.length)}
            step={1}
            value={at + 1}
            aria-label="Turn"
            aria-valuetext={`Turn ${turn.version} of ${turns.at(-1)?.version}, ${turn.message.label}, now in ${journey.now.join(', ')}`}
            style={{ '--progress': `${placeOf(at)}%` } as object}
            onChange={({ target }) => goTo(Number(target.value) - 1, { oneOfMany: true })}
          />
        </div>
        <button
          type="button"
          className="button small what-if-button"
          aria-label="What if"
          aria-expanded={isWhatIf}
          onClick={onWhatIf}
        >
          <Icon name="fork" />
          <span className="hide-phone">What if</span>
        </button>
      </div>
    </div>
  );
}

function ticksOf(last: number): number[] {
  const step = Math.max(1, Math.ceil((last + 1) / MOST_TICKS));
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  const room = ticks.filter((index) => index === 0 || last - index >= step / 2 || index === last);
  return room.at(-1) === last ? room : [...room, last];
}
