import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { deadLetterPath } from '../../address/places.ts';
import type { ActorNow, Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { leafName } from '../../chart/leaf-name.ts';
import { Icon } from '../../components/icon.tsx';
import type { IconName } from '../../components/sprite.tsx';
import { Moment } from '../../components/time.tsx';
import { duration } from '../../words/duration.ts';

interface TimelineProps {
  turns: readonly Turn[];
  journey: Journey;
  now: ActorNow;
  goTo(at: number): void;
}

interface Row {
  key: string;
  at: string;
  element: ReactNode;
}

/** The turns, and between them what died and what waits. */
export function Timeline({ turns, journey, now, goTo }: TimelineProps) {
  const rows: Row[] = [
    ...turns.map((turn, index) => ({
      key: `turn ${turn.version}`,
      at: turn.at,
      element: <TurnRow {...{ turn, index, turns, journey, goTo }} />,
    })),
    ...now.deadLetters.map(({ id, type, failedAt }) => ({
      key: `letter ${id}`,
      at: failedAt,
      element: (
        <Aside
          at={failedAt}
          icon="dead-letter"
          name={type}
          about="dead letter"
          end={`+${duration(Date.parse(failedAt) - lastBefore(turns, failedAt))}`}
          to={deadLetterPath(undefined, id)}
          isFuture={!journey.isLast}
        />
      ),
    })),
    ...now.waiting.map(({ id, label, since, place }) => ({
      key: `waiting ${id}`,
      at: since,
      element: (
        <Aside
          at={since}
          icon="message"
          name={label}
          about={place === 'parked' ? 'waits behind the dead letter' : 'on its way'}
          end="waiting"
          isFuture={!journey.isLast}
        />
      ),
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <ol className="timeline">
      {rows.map(({ key, element }) => (
        <TimelineItem key={key}>{element}</TimelineItem>
      ))}
    </ol>
  );
}

function TimelineItem({ children }: { children: ReactNode }) {
  return <>{children}</>;
}

function TurnRow({
  turn,
  index,
  turns,
  journey,
  goTo,
}: Omit<TimelineProps, 'now'> & { turn: Turn; index: number }) {
  const { at, message, outcome, states, version } = turn;
  const before = turns[index - 1];
  const isShown = index === journey.at;
  return (
    <li className={isShown ? 'selected' : index > journey.at ? 'future' : undefined}>
      <button
        type="button"
        className="timeline-row"
        aria-current={isShown ? 'step' : undefined}
        onClick={() => goTo(index)}
      >
        <Moment at={at} exact />
        <Icon name={iconOf(turn)} />
        <span className="ellipsis">
          <span className="strong">{message.label}</span>{' '}
          <span className="to">
            {outcome === 'ignored' ? 'ignored' : `→ ${states?.after.map(leafName).join(', ') ?? ''}`}
          </span>
        </span>
        <span className="muted tiny">
          {before ? `+${duration(Date.parse(at) - Date.parse(before.at))}` : `turn ${version}`}
        </span>
      </button>
    </li>
  );
}

interface AsideProps {
  at: string;
  icon: IconName;
  name: string;
  about: string;
  end: string;
  to?: string;
  isFuture: boolean;
}

/** What is no turn: a message that died or waits. */
function Aside({ at, icon, name, about, end, to, isFuture }: AsideProps) {
  const cells = (
    <>
      <Moment at={at} exact />
      <Icon name={icon} />
      <span className="ellipsis">
        <span className="strong">{name}</span> <span className="to">{about}</span>
      </span>
      <span className="muted tiny">{end}</span>
    </>
  );
  return (
    <li className={[to && 'dead', isFuture && 'future'].filter(Boolean).join(' ') || undefined}>
      {to ? (
        <Link className="timeline-row" href={to}>
          {cells}
        </Link>
      ) : (
        <div className="timeline-row static">{cells}</div>
      )}
    </li>
  );
}

/** A command came from a door or asks for something; what a service tells is an event. */
export function iconOf({ message }: Pick<Turn, 'message'>): IconName {
  if (message.kind === 'timer') return 'timer';
  return message.from === null ? 'command' : 'event';
}

function lastBefore(turns: readonly Turn[], at: string): number {
  return Date.parse(turns.findLast((turn) => turn.at <= at)?.at ?? at);
}
