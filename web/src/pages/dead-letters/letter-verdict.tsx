import { Glyph, Icon } from '../../components/icon.tsx';
import type { IconName } from '../../components/sprite.tsx';
import { duration } from '../../words/duration.ts';
import { firstLine } from './group.ts';
import type { DryRun } from './letters.ts';

type Item = DryRun['items'][number];

const STATE = { accepted: 'confirmed', ignored: 'cancelled', refused: 'stuck' } as const;

interface Consequence {
  icon: IconName;
  what: string;
  about: string;
}

/** What would happen to one letter, and what would follow. */
export function LetterVerdict({ item, stale }: { item: Item | undefined; stale: boolean }) {
  if (!item)
    return (
      <div className="dry-run is-cancelled">
        <header>Not tried yet</header>
      </div>
    );
  const state = STATE[item.verdict];
  return (
    <div className={`dry-run is-${state}`} aria-busy={stale} role="status">
      <header>
        <Glyph name={state} />
        Would be {item.verdict}
      </header>
      <ul className="consequences">
        {item.reason && item.verdict !== 'accepted' && (
          <li>
            <Icon name="right" />
            <span className="consequence-words">{firstLine(item.reason)}</span>
          </li>
        )}
        {item.verdict === 'accepted' && (
          <li>
            <Icon name="right" />
            <Move item={item} />
          </li>
        )}
        {consequences(item).map(({ icon, what, about }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same consequence may come twice
          <li key={index}>
            <Icon name={icon} />
            <span className="ellipsis">
              {what} <span className="muted">{about}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Move({ item: { before, after, reply } }: { item: Item }) {
  if (before && after && before.join() !== after.join())
    return (
      <span className="ellipsis">
        <b className="strong">{before.join(', ') || 'nothing'}</b> → <b className="strong">{after.join(', ')}</b>
      </span>
    );
  if (after) return <span className="ellipsis">stays in {after.join(', ')}</span>;
  return <span className="ellipsis">{reply ? `answers ${reply.type}` : 'takes effect'}</span>;
}

function consequences({ effects, waiting }: Item): Consequence[] {
  const caused = effects.map(consequenceOf);
  const behind = waiting.map(
    ({ type, verdict }): Consequence => ({ icon: 'message', what: type, about: `would then be ${verdict}` }),
  );
  return [...caused, ...behind];
}

function consequenceOf(effect: Item['effects'][number]): Consequence {
  switch (effect.kind) {
    case 'command':
      return { icon: 'command', what: effect.type, about: `to ${effect.to}` };
    case 'event':
      return { icon: 'event', what: effect.type, about: 'to the event store' };
    case 'timerArmed':
      return { icon: 'timer', what: effect.event, about: `is armed, ${duration(effect.delayMs)}` };
    case 'timerCancelled':
      return { icon: 'timer', what: effect.event, about: 'is cancelled' };
    case 'activityStarted':
      return { icon: 'play', what: effect.src, about: 'is started' };
    case 'activityStopped':
      return { icon: 'close', what: effect.src, about: 'is stopped' };
  }
}
