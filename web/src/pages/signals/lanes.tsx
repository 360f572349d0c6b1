import { duration } from '../../words/duration.ts';
import type { Gathering, Lane } from './signal-state.ts';
import { timeAxis } from './signal-state.ts';

const LEFT = 150;
const RIGHT = 750;
const TOP = 26;
const LANE = 60;
const WIDTH = 760;

interface LanesProps {
  id: string;
  gathering: Gathering;
  /** When it ends at the latest, ms after the start; unknown once it has ended in time. */
  deadlineMs: number | undefined;
  /** Ms since the start; grows while it gathers. */
  nowMs: number;
}

/** Scatter and gather as lanes over time, one per processor. */
export function Lanes({ id, gathering, deadlineMs, nowMs }: LanesProps) {
  const { lanes, endedAfterMs, partial } = gathering;
  const late = lanes.map(({ late: answer }) => answer?.afterMs ?? 0);
  const answered = lanes.map(({ answer }) => answer?.afterMs ?? 0);
  const open = endedAfterMs === undefined;
  const axis = timeAxis(Math.max(...late, ...answered, endedAfterMs ?? 0, open ? (deadlineMs ?? nowMs) : 0));
  const x = (ms: number) => LEFT + (Math.min(ms, axis.end) / axis.end) * (RIGHT - LEFT);
  const bottom = TOP + lanes.length * LANE + 20;
  const count = lanes.filter(({ answer }) => answer).length;
  const end = endedAfterMs ?? deadlineMs;
  return (
    <svg
      className="viz"
      viewBox={`0 0 ${WIDTH} ${bottom + 36}`}
      width="100%"
      role="img"
      aria-label={`Signal ${id}: ${lanes.map(inWords).join(', ')}`}
    >
      <defs>
        <pattern
          id="missing-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="var(--stuck-tint)" />
          <line x1="0" x2="0" y1="0" y2="6" stroke="var(--stuck)" strokeWidth="1.2" opacity=".45" />
        </pattern>
      </defs>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line className="axis" x1={x(tick)} x2={x(tick)} y1={TOP} y2={bottom} />
          <text x={x(tick)} y="16" textAnchor="middle">
            {tick === 0 ? '0 s' : duration(tick)}
          </text>
        </g>
      ))}
      {end !== undefined && (open || partial) && (
        <>
          <line
            x1={x(end)}
            x2={x(end)}
            y1={TOP}
            y2={bottom}
            stroke={open ? 'var(--line-2)' : 'var(--text)'}
            strokeWidth="1.5"
            strokeDasharray={open ? '3 3' : undefined}
          />
          <text className="on-axis" x={Math.min(x(end), RIGHT - 70)} y={bottom + 18} textAnchor="middle">
            {open ? 'deadline' : `deadline, gathered ${count} of ${lanes.length}`}
          </text>
        </>
      )}
      <path
        d={`M${LEFT} ${TOP + 24}V${TOP + 24 + (lanes.length - 1) * LANE + 20}`}
        stroke="var(--text)"
        strokeWidth="1.5"
      />
      <circle cx={LEFT} cy={TOP + 24} r="3.5" fill="var(--text)" />
      <text className="on-axis" x={LEFT} y={bottom + 18} textAnchor="middle">
        scatter
      </text>
      {lanes.map((lane, index) => (
        <LaneOf
          key={lane.processor}
          lane={lane}
          y={TOP + 34 + index * LANE}
          x={x}
          nowMs={nowMs}
          endMs={endedAfterMs}
        />
      ))}
    </svg>
  );
}

interface LaneOfProps {
  lane: Lane;
  y: number;
  x(ms: number): number;
  nowMs: number;
  endMs: number | undefined;
}

function LaneOf({ lane, y, x, nowMs, endMs }: LaneOfProps) {
  const { processor, answer, late, missing } = lane;
  const width = (ms: number) => Math.max(4, x(ms) - LEFT);
  return (
    <g>
      <text className="on-axis" x="0" y={y - 2}>
        {processor}
      </text>
      <text x="0" y={y + 13}>
        {shortWords(lane, endMs)}
      </text>
      <line className="axis" x1={LEFT} x2={RIGHT} y1={y} y2={y} />
      {answer && (
        <>
          <rect x={LEFT} y={y - 7} width={width(answer.afterMs)} height="14" rx="2" fill="var(--confirmed)" />
          <text x={LEFT + width(answer.afterMs) + 8} y={y + 4} fill="var(--text)" className="answer">
            {answer.value}
          </text>
        </>
      )}
      {!answer && endMs === undefined && (
        <rect x={LEFT} y={y - 7} width={width(nowMs)} height="14" rx="2" fill="var(--pending)" opacity=".85" />
      )}
      {missing && endMs !== undefined && <Missing from={LEFT} to={LEFT + width(endMs)} y={y} />}
      {late && (
        <>
          <path
            d={`M${x(late.afterMs)} ${y - 7}l7 7-7 7-7-7z`}
            fill="var(--surface)"
            stroke="var(--cancelled-text)"
            strokeWidth="1.5"
          />
          <text x={Math.min(x(late.afterMs), RIGHT - 24)} y={y + 26} textAnchor="middle">
            late, {duration(late.afterMs)}
          </text>
        </>
      )}
    </g>
  );
}

function Missing({ from, to, y }: { from: number; to: number; y: number }) {
  const middle = (from + to) / 2;
  return (
    <>
      <rect
        x={from}
        y={y - 7}
        width={to - from}
        height="14"
        rx="2"
        fill="url(#missing-hatch)"
        stroke="var(--stuck)"
      />
      {to - from > 90 && (
        <>
          <rect
            x={middle - 40}
            y={y - 9}
            width="80"
            height="18"
            rx="9"
            fill="var(--surface)"
            stroke="var(--stuck)"
          />
          <text className="missing-word" x={middle} y={y + 4} textAnchor="middle">
            missing
          </text>
        </>
      )}
    </>
  );
}

function shortWords({ answer, missing, late }: Lane, endMs: number | undefined): string {
  if (answer) return `answered ${duration(answer.afterMs)}`;
  if (missing) return `no answer in ${duration(endMs ?? 0)}`;
  return late ? 'answered late' : 'works on it';
}

function inWords(lane: Lane): string {
  const { processor, answer, late, missing } = lane;
  if (answer) return `${processor} answered ${answer.value} after ${duration(answer.afterMs)}`;
  if (!missing) return `${processor} has not answered yet`;
  return `${processor} gave no answer before the deadline${late ? ` and answered late after ${duration(late.afterMs)}` : ''}`;
}
