import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import type { ActorNow, Turn } from '../api/types.ts';
import { mayMove } from '../app/theme.ts';
import { onTick, serverNow } from '../words/clock.ts';
import { aboutState } from './about-state.ts';
import { armedAfter, armedNow } from './armed.ts';
import './chart.css';
import type { Box, Drawing } from './drawing.ts';
import type { Journey } from './journey.ts';
import { type Layer, layerOfEdge, layerOfNode, PAINT_ORDER } from './layers.ts';
import { Pill } from './pill.tsx';
import { CompoundName, EdgeLine, InitialDot, StateShape } from './shapes.tsx';
import { type ChartNode, type ChartView, INITIAL, isCompensation, isCompound, isRegion } from './view.ts';

export interface StatechartHandle {
  /** Lets a disc run along a line, 420 ms; resolves at once where nothing may move. */
  run(edgeId: string, standing: string): Promise<void>;
}

interface StatechartProps {
  view: ChartView;
  drawing: Drawing;
  turns: readonly Turn[];
  journey: Journey;
  /** How it stands; drawn where the journey is at the last turn. */
  now: ActorNow;
  /** Names the picture: "Statechart of order 8f3c2a71". */
  title: string;
  ref?: Ref<StatechartHandle>;
}

const RUN_MS = 420;

/** One actor on its machine: where it is, the way it came, and the way that remains. */
export function Statechart({ view, drawing, turns, journey, now, title, ref }: StatechartProps) {
  const frame = useRef<HTMLElement>(null);
  const runner = useRef<SVGCircleElement>(null);
  const isLive = journey.isLast;
  const standing = isLive ? now.standing : (journey.turn.states?.standing ?? 'pending');
  const armed = useMemo(
    () => (isLive ? armedNow(now) : armedAfter(turns, journey.at)),
    [isLive, now, turns, journey.at],
  );

  useImperativeHandle(ref, () => ({
    run: (edgeId, runStanding) => runAlong(frame.current, runner.current, edgeId, runStanding),
  }));
  const litAt = journey.now.map((id) => drawing.nodes[id]).find((box) => box !== undefined);
  useKeepInView(frame, litAt);

  const layers = useMemo(
    () => new Map(view.nodes.map((node) => [node.id, layerOfNode(view, node, journey)])),
    [view, journey],
  );
  const around = view.nodes.filter(isCompound);
  const compounds = around.flatMap(({ id }) => drawing.nodes[id] ?? []);
  const paint = (a: Layer, b: Layer) => PAINT_ORDER.indexOf(a) - PAINT_ORDER.indexOf(b);
  const edges = view.edges
    .map((edge) => ({ edge, layer: layerOfEdge(view, edge, journey), drawn: drawing.edges[edge.id] }))
    .sort((a, b) => paint(a.layer, b.layer));

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="chart" tabIndex={0} aria-label="Statechart, scrollable" ref={frame}>
      <svg
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        width={drawing.width}
        height={drawing.height}
        role="img"
        aria-label={`${title}. The Text view says the same.`}
        style={{ '--lit': `var(--${standing})` } as Record<string, string>}
      >
        {around.map((node) => (
          <State key={node.id} {...{ view, drawing, journey, now, node }} layer={layers.get(node.id) ?? 'gone'} />
        ))}
        {edges.map(({ edge, layer, drawn }) => (
          <g key={edge.id} className={`chart-edge ${layer}`} data-edge={edge.id}>
            {drawn && <EdgeLine edge={drawn} />}
          </g>
        ))}
        {edges.map(({ edge, drawn }) =>
          edge.transitions.map((transition, index) => {
            const place = drawn?.pills[index];
            const turnsOf = journey.fired.get(transition.id) ?? [];
            const isPossible = journey.possible.transitions.has(transition.id);
            return (
              place && (
                <Pill
                  key={transition.id}
                  {...{ transition, place }}
                  self={drawn.self}
                  layer={turnsOf.length > 0 ? 'fired' : isPossible ? 'possible' : 'gone'}
                  turns={turnsOf}
                  armed={armed.get(transition.eventType)}
                  isInside={compounds.some((box) => holds(box, place))}
                />
              )
            );
          }),
        )}
        {around.map((node) => {
          const box = drawing.nodes[node.id];
          const layer = layers.get(node.id) ?? 'gone';
          return box && <CompoundName key={node.id} {...{ node, box, layer }} isRegion={isRegion(view, node)} />;
        })}
        {drawing.nodes[INITIAL] && <InitialDot box={drawing.nodes[INITIAL]} />}
        {view.nodes
          .filter((node) => !isCompound(node))
          .map((node) => (
            <State
              key={node.id}
              {...{ view, drawing, journey, now, node }}
              layer={layers.get(node.id) ?? 'gone'}
            />
          ))}
        <circle ref={runner} className="runner" r="6" style={{ display: 'none' }} />
      </svg>
    </section>
  );
}

function holds(box: Box, { x, y }: { x: number; y: number }): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

interface StateProps {
  view: ChartView;
  drawing: Drawing;
  journey: Journey;
  now: ActorNow;
  node: ChartNode;
  layer: Layer;
}

function State({ view, drawing, journey, now, node, layer }: StateProps) {
  const box = drawing.nodes[node.id];
  if (!box) return null;
  const isLit = layer === 'now';
  const isLive = isLit && journey.isLast && now.status === 'active';
  const waiting = isLit && journey.isLast ? now.waiting.length : 0;
  const regions = node.kind === 'parallel' ? view.nodes.filter(({ parent }) => parent === node.id) : [];
  return (
    <StateShape
      node={node}
      box={box}
      className={isLive ? 'now live' : layer}
      isUndo={isCompensation(view.chart, node.id)}
      isRegion={isRegion(view, node)}
      regions={regions.flatMap(({ id }) => drawing.nodes[id] ?? [])}
    >
      {(node.kind === 'atomic' || node.kind === 'final') && (
        <SecondLine {...{ journey, now, node, layer }} x={box.x + 12} y={box.y + 34.5} />
      )}
      {waiting > 0 && <WaitingBadge box={box} count={waiting} />}
    </StateShape>
  );
}

type SecondLineProps = Pick<StateProps, 'journey' | 'now' | 'node' | 'layer'> & { x: number; y: number };

/** How long it is here, was here, or usually is. Where it is here now, the text is set once a second. */
function SecondLine({ journey, now, node, layer, x, y }: SecondLineProps) {
  const text = useRef<SVGTextElement>(null);
  const words = (moment: number) => aboutState(journey, now, node, layer, moment);
  const latest = useRef(words);
  latest.current = words;
  useEffect(() => {
    if (layer !== 'now') return;
    return onTick((moment) => {
      const said = latest.current(moment);
      if (text.current?.firstChild) text.current.firstChild.nodeValue = said;
    });
  }, [layer]);
  return (
    <text ref={text} className="about" x={x} y={y}>
      {words(serverNow())}
    </text>
  );
}

function WaitingBadge({ box: { x, y, width }, count }: { box: Box; count: number }) {
  const right = x + width - 7;
  return (
    <g className="badge">
      <rect x={right - 37} y={y + 23} width="37" height="16" rx="8" />
      <path d={`M${right - 30} ${y + 27.5}h10.5v7h-10.5zl5.25 3.8 5.25-3.8`} />
      <text x={right - 7} y={y + 35} textAnchor="end">
        {count > 99 ? '99' : count}
      </text>
    </g>
  );
}

/** A chart wider than its card starts, and stays, where the actor is. */
function useKeepInView(frame: { current: HTMLElement | null }, box: Box | undefined): void {
  const x = box && box.x + box.width / 2;
  useEffect(() => {
    const view = frame.current;
    if (!view || x === undefined || view.scrollWidth <= view.clientWidth) return;
    const left = x + 8 - view.clientWidth / 2;
    view.scrollTo({ left, behavior: mayMove() ? 'smooth' : 'instant' });
  }, [frame, x]);
}

async function runAlong(
  frame: HTMLElement | null,
  runner: SVGCircleElement | null,
  edgeId: string,
  standing: string,
): Promise<void> {
  const path = frame?.querySelector<SVGPathElement>(`[data-edge="${CSS.escape(edgeId)}"] path`);
  if (!path || !runner || !mayMove() || document.hidden) return;
  const length = path.getTotalLength();
  const start = performance.now();
  runner.style.display = '';
  runner.style.setProperty('--lit', `var(--${standing})`);
  await new Promise<void>((resolve) => {
    const step = () => {
      const share = Math.min(1, (performance.now() - start) / RUN_MS);
      const eased = share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
      const { x, y } = path.getPointAtLength(length * eased);
      runner.setAttribute('cx', String(x));
      runner.setAttribute('cy', String(y));
      if (share < 1) requestAnimationFrame(step);
      else resolve();
    };
    step();
  });
  runner.style.display = 'none';
}
