import { useEffect, useRef } from 'react';
import { onTick, serverNow } from '../words/clock.ts';
import { age, countdown } from '../words/duration.ts';
import { exactClock, fullTime, moment } from '../words/moment.ts';

interface TickingProps {
  /** The text for a moment; called once a second. */
  text(now: number): string;
}

/** Text that changes with time, set on its node: a hundred of them cost next to nothing. */
export function Ticking({ text }: TickingProps) {
  const node = useRef<HTMLSpanElement>(null);
  const latest = useRef(text);
  latest.current = text;
  useEffect(
    () =>
      onTick((now) => {
        const words = latest.current(now);
        if (node.current?.firstChild && node.current.textContent !== words)
          node.current.firstChild.nodeValue = words;
      }),
    [],
  );
  return <span ref={node}>{text(serverNow())}</span>;
}

/** How long ago, counting: "23 min". */
export function Age({ since }: { since: string | number }) {
  const from = new Date(since).getTime();
  return <Ticking text={(now) => age(now - from)} />;
}

/** How long until: "06:52". */
export function Countdown({ until }: { until: string | number }) {
  const to = new Date(until).getTime();
  return <Ticking text={(now) => countdown(to - now)} />;
}

/** The clock of a moment, its full ISO time on hover; `exact` with milliseconds. */
export function Moment({ at, exact }: { at: string | number; exact?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {exact ? exactClock(at) : moment(at)}
    </time>
  );
}
