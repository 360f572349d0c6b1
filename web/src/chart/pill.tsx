import { useEffect, useRef } from 'react';
import { onTick, serverNow } from '../words/clock.ts';
import { countdown, duration } from '../words/duration.ts';
import type { DrawnEdge } from './drawing.ts';
import { CLOCK_WIDTH, COUNTDOWN_WIDTH, fullLabel, label, PILL_HEIGHT, TURN_WIDTH } from './label.ts';
import type { ChartTransition } from './view.ts';

/** A timer that is armed. In the past it does not run down: it shows its whole delay. */
export interface Armed {
  /** Epoch ms. */
  dueAt: number;
  delayMs: number;
  runs: boolean;
}

interface PillProps {
  transition: ChartTransition;
  place: DrawnEdge['pills'][number];
  /** Around its own state: it grows to the left. */
  self: boolean;
  layer: 'gone' | 'possible' | 'fired';
  /** Turns in which it fired. */
  turns: readonly number[];
  armed: Armed | undefined;
  /** It lies on a compound state, whose ground it covers. */
  isInside?: boolean;
}

/** The event of a transition, on its line. */
export function Pill({ transition, place, self, layer, turns, armed, isInside }: PillProps) {
  const isTimer = transition.kind === 'after';
  const shift = turns.length > 0 ? TURN_WIDTH : 0;
  const width = place.width + shift + (armed ? COUNTDOWN_WIDTH : 0);
  const x = self ? place.x + place.width / 2 - width : place.x - width / 2;
  const { y } = place;
  const words = label(transition);
  const full = fullLabel(transition);
  const textX = isTimer ? x + 6 + CLOCK_WIDTH + shift : x + (width + shift) / 2;
  return (
    <g
      className={['pill', layer, armed && 'armed', isInside && 'inside'].filter(Boolean).join(' ')}
      data-transition={transition.id}
    >
      {(words !== full || isTimer) && <title>{full}</title>}
      <rect className="face" x={x} y={y} width={width} height={PILL_HEIGHT} rx="9" />
      {armed && <Countdown armed={armed} x={x} y={y} width={width} />}
      {isTimer && (
        <g className="clock" transform={`translate(${x + 8 + shift},${y + 5})`}>
          <circle cx="4" cy="4.3" r="3.6" />
          <path d="M4 2.3v2.2l1.4.8" />
        </g>
      )}
      <text x={textX} y={y + 13} textAnchor={isTimer ? 'start' : 'middle'}>
        {words}
      </text>
      {turns.length > 0 && <TurnDisc x={x} y={y + PILL_HEIGHT / 2} turns={turns} />}
    </g>
  );
}

function TurnDisc({ x, y, turns }: { x: number; y: number; turns: readonly number[] }) {
  const words = turns.length > 3 ? `${turns.slice(0, 1)}…${turns.at(-1)}` : turns.join(',');
  const width = Math.max(16, 6 * words.length + 8);
  return (
    <g className="turn">
      <rect x={x - width + 8} y={y - 8} width={width} height="16" rx="8" />
      <text x={x + 8 - width / 2} y={y + 3.6}>
        {words}
      </text>
    </g>
  );
}

/** The grey fill that drains, and the time left; set on their nodes once a second. */
function Countdown({ armed, x, y, width }: { armed: Armed; x: number; y: number; width: number }) {
  const fill = useRef<SVGRectElement>(null);
  const text = useRef<SVGTextElement>(null);
  const latest = useRef({ armed, width });
  latest.current = { armed, width };
  useEffect(
    () =>
      onTick((now) => {
        const shown = left(latest.current.armed, now);
        fill.current?.setAttribute('width', String(drain(shown.share, latest.current.width)));
        if (text.current?.firstChild) text.current.firstChild.nodeValue = shown.words;
      }),
    [],
  );
  const { share, words } = left(armed, serverNow());
  return (
    <>
      <rect ref={fill} className="drain" x={x + 1} y={y + 1} width={drain(share, width)} height="16" rx="8" />
      <text ref={text} className="left" x={x + width - 8} y={y + 13} textAnchor="end">
        {words}
      </text>
    </>
  );
}

function left({ dueAt, delayMs, runs }: Armed, now: number): { share: number; words: string } {
  if (!runs) return { share: 1, words: duration(delayMs) };
  const ms = Math.max(0, dueAt - now);
  return { share: delayMs > 0 ? Math.min(1, ms / delayMs) : 0, words: countdown(ms) };
}

function drain(share: number, width: number): number {
  return Math.max(16, (width - 2) * share);
}
