import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { Fleet } from '../api/types.ts';
import { count, counted, rateWords } from '../words/amount.ts';
import { duration } from '../words/duration.ts';
import './chart.css';
import type { Box, Drawing, DrawnEdge } from './drawing.ts';
import { edgeRates, edgeWidth, type HeatState, heatShare, heatStates, isOverdue } from './heat.ts';
import { PILL_HEIGHT } from './label.ts';
import { leafName } from './leaf-name.ts';
import { CompoundName, EdgeLine, InitialDot, StateShape } from './shapes.tsx';
import {
  type ChartNode,
  type ChartView,
  INITIAL,
  isCompensation,
  isCompound,
  isRegion,
  type ViewEdge,
} from './view.ts';

interface FleetChartProps {
  view: ChartView;
  drawing: Drawing;
  fleet: Fleet;
  /** Where a state's actors are listed; undefined where they have no list. */
  linkTo(node: ChartNode, state: HeatState): string | undefined;
  /** Where those are listed that took a line lately. */
  lineTo(edge: ViewEdge): string;
}

/** All actors of a machine: how many are where, how old they are, how often each line is taken. */
export function FleetChart({ view, drawing, fleet, linkTo, lineTo }: FleetChartProps) {
  const frame = useRef<HTMLElement>(null);
  const around = view.nodes.filter(isCompound);
  const states = heatStates(fleet);
  const rates = edgeRates(view, fleet);
  const most = Math.max(1, ...[...states.values()].filter(({ isEnd }) => !isEnd).map((state) => state.count));
  const fastest = Math.max(1, ...rates.values());
  useStartAtFullest(frame, drawing, states);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="chart" tabIndex={0} aria-label="Fleet chart, scrollable" ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: an svg cannot be a fieldset */}
      <svg
        className="fleet-chart"
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        width={drawing.width}
        height={drawing.height}
        role="group"
        aria-label={`${fleet.type} machine, version ${fleet.version}, with the number of actors in each state. The table says the same.`}
      >
        {around.map((node) => {
          const box = drawing.nodes[node.id];
          const region = isRegion(view, node);
          return (
            box && <StateShape key={node.id} {...{ node, box }} className="" isUndo={false} isRegion={region} />
          );
        })}
        {view.edges.map(({ id }) => {
          const edge = drawing.edges[id];
          return (
            edge && (
              <g key={id} className="chart-edge" data-edge={id}>
                <EdgeLine edge={edge} style={{ strokeWidth: edgeWidth(rates.get(id) ?? 0, fastest) }} />
              </g>
            )
          );
        })}
        {view.edges.map((line) => {
          const edge = drawing.edges[line.id];
          const perMinute = rates.get(line.id) ?? 0;
          if (!edge || perMinute <= 0) return null;
          return (
            <Link key={line.id} href={lineTo(line)}>
              <title>{`${lineWords(line)}: ${rateWords(perMinute)}`}</title>
              <RatePill edge={edge} perMinute={perMinute} />
            </Link>
          );
        })}
        {around.map((node) => {
          const box = drawing.nodes[node.id];
          return box && <CompoundName key={node.id} {...{ node, box }} isRegion={isRegion(view, node)} />;
        })}
        {drawing.nodes[INITIAL] && <InitialDot box={drawing.nodes[INITIAL]} />}
        {view.nodes
          .filter((node) => !isCompound(node))
          .map((node) => {
            const box = drawing.nodes[node.id];
            if (!box) return null;
            const state = states.get(node.id) ?? {
              ...NOBODY,
              isEnd: node.kind === 'final',
              standing: node.standing,
            };
            return <FleetState key={node.id} {...{ view, node, box, state, most }} to={linkTo(node, state)} />;
          })}
      </svg>
    </section>
  );
}

/** A chart wider than its card starts where most actors are; it does not move by itself after that. */
function useStartAtFullest(
  frame: { current: HTMLElement | null },
  drawing: Drawing,
  states: ReadonlyMap<string, HeatState>,
): void {
  const latest = useRef(states);
  latest.current = states;
  useEffect(() => {
    const view = frame.current;
    if (!view || view.scrollWidth <= view.clientWidth) return;
    const running = [...latest.current].filter(([id, { isEnd }]) => !isEnd && drawing.nodes[id]);
    const [fullest] = running.sort(([, a], [, b]) => b.count - a.count);
    const box = drawing.nodes[fullest?.[0] ?? INITIAL];
    if (box) view.scrollLeft = box.x + box.width / 2 + 8 - view.clientWidth / 2;
  }, [frame, drawing]);
}

/** "PaymentCharged, chargingPayment to preparingShipment" */
export function lineWords({ source, target, transitions }: ViewEdge): string {
  const events = transitions.map(({ event }) => event).join(', ') || 'start';
  return `${events}, ${source === INITIAL ? 'beginning' : leafName(source)} to ${leafName(target)}`;
}

const NOBODY = { count: 0, stuck: 0, p95AgeMs: null, usualP95Ms: null };

interface FleetStateProps {
  view: ChartView;
  node: ChartNode;
  box: Box;
  state: HeatState;
  most: number;
  to: string | undefined;
}

function FleetState({ view, node, box, state, most, to }: FleetStateProps) {
  const shape = (
    <StateShape
      node={node}
      box={box}
      className=""
      isUndo={isCompensation(view.chart, node.id)}
      nameAt={16.5}
      style={{ '--solid': `var(--${state.standing})`, '--share': `${heatShare(state, most)}%` }}
    >
      {(node.kind === 'atomic' || node.kind === 'final') && <Figures box={box} state={state} />}
    </StateShape>
  );
  if (to === undefined || node.kind === 'choice') return shape;
  return (
    <Link href={to}>
      <title>{inWords(node, state)}</title>
      {shape}
    </Link>
  );
}

function inWords({ name }: ChartNode, { count: many, stuck, p95AgeMs, isEnd }: HeatState): string {
  if (isEnd) return `${name}: ${count(many)} in 24 hours`;
  const age = p95AgeMs !== null && many > 0 ? `, p95 ${duration(p95AgeMs)}` : '';
  return `${name}: ${counted(many, 'actor')}${stuck > 0 ? `, ${count(stuck)} stuck` : ''}${age}`;
}

function Figures({ box: { x, y, width, height }, state }: { box: Box; state: HeatState }) {
  const { count: many, stuck, p95AgeMs, usualP95Ms, isEnd } = state;
  const age = isEnd ? 'in 24 h' : p95AgeMs !== null && many > 0 ? `p95 ${duration(p95AgeMs)}` : '';
  return (
    <>
      <text x={x + 12} y={y + 31.5}>
        <tspan className="count">{count(many)}</tspan>
        <tspan className="ages" dx="6">
          {age}
        </tspan>
      </text>
      {!isEnd && many > 0 && p95AgeMs !== null && usualP95Ms !== null && usualP95Ms > 0 && (
        <AgeBar
          x={x + 12}
          y={y + height - 6.5}
          width={width - 24}
          share={p95AgeMs / usualP95Ms / 2}
          state={state}
        />
      )}
      {stuck > 0 && <StuckBadge right={x + width - 6} y={y + 19.5} stuck={stuck} />}
    </>
  );
}

interface AgeBarProps {
  x: number;
  y: number;
  width: number;
  /** Of the bar; its middle is the usual age. */
  share: number;
  state: HeatState;
}

function AgeBar({ x, y, width, share, state }: AgeBarProps) {
  return (
    <>
      <rect className="track" x={x} y={y} width={width} height="2" rx="1" />
      <rect
        className={isOverdue(state) ? 'over-age' : 'usual-age'}
        x={x}
        y={y}
        width={Math.max(2, width * Math.min(1, share))}
        height="2"
        rx="1"
      />
      <rect className="usual-tick" x={x + width / 2} y={y - 1.5} width="1" height="5" />
    </>
  );
}

function StuckBadge({ right, y, stuck }: { right: number; y: number; stuck: number }) {
  const words = stuck > 9_999 ? '9999' : String(stuck);
  const width = 22 + 6.5 * words.length;
  return (
    <g className="badge bad">
      <rect x={right - width} y={y} width={width} height="16" rx="8" />
      <path d={`M${right - width + 10} ${y + 4.2}v4.6M${right - width + 10} ${y + 11.4}v.1`} />
      <text x={right - 7} y={y + 11.8} textAnchor="end">
        {words}
      </text>
    </g>
  );
}

function RatePill({ edge, perMinute }: { edge: DrawnEdge; perMinute: number }) {
  const [first, last] = [edge.pills[0], edge.pills.at(-1)];
  if (!first || !last) return null;
  const words = rateWords(perMinute);
  const width = 6.2 * words.length + 12;
  const right = Math.max(...edge.pills.map((pill) => pill.x + pill.width / 2));
  const x = edge.self ? right - width : first.x - width / 2;
  const y = (first.y + last.y) / 2;
  return (
    <g className="pill">
      <rect className="face" x={x} y={y} width={width} height={PILL_HEIGHT} rx="9" />
      <text x={x + width / 2} y={y + 13} textAnchor="middle">
        {words}
      </text>
    </g>
  );
}
