import type { Fleet } from '../api/types.ts';
import { type ChartView, START, type ViewEdge } from './view.ts';

/** What a fleet's chart shows of a state. */
export interface HeatState {
  /** Actors in it now; of an end those of the last 24 hours. */
  count: number;
  stuck: number;
  p95AgeMs: number | null;
  usualP95Ms: number | null;
  standing: Fleet['states'][number]['standing'];
  isEnd: boolean;
}

/** Later than this many times the usual is red. */
const OVERDUE = 1.25;
const FAINTEST = 6;
const STRONGEST = 36;
const END = 10;

/** By leaf. An actor in several regions counts in each of its leaves. */
export function heatStates({ states, ends }: Pick<Fleet, 'states' | 'ends'>): Map<string, HeatState> {
  const heat = new Map<string, HeatState>();
  for (const { leaves, count, stuck, p95AgeMs, usualP95Ms, standing } of states)
    for (const leaf of leaves) {
      const known = heat.get(leaf);
      heat.set(leaf, {
        count: count + (known?.count ?? 0),
        stuck: stuck + (known?.stuck ?? 0),
        p95AgeMs: larger(p95AgeMs, known?.p95AgeMs),
        usualP95Ms: larger(usualP95Ms, known?.usualP95Ms),
        standing,
        isEnd: false,
      });
    }
  for (const { state, standing, last24h } of ends)
    heat.set(state, { count: last24h, stuck: 0, p95AgeMs: null, usualP95Ms: null, standing, isEnd: true });
  return heat;
}

function larger(a: number | null, b: number | null | undefined): number | null {
  return a === null || b === null || b === undefined ? (a ?? b ?? null) : Math.max(a, b);
}

/** How much of its colour a state has, percent: by the logarithm of its count against the fullest. */
export function heatShare({ count, isEnd }: Pick<HeatState, 'count' | 'isEnd'>, most: number): number {
  if (count === 0) return 0;
  if (isEnd) return END;
  const share = most > 1 ? Math.log(count) / Math.log(most) : 1;
  return Math.round(FAINTEST + (STRONGEST - FAINTEST) * Math.min(1, share));
}

export function isOverdue({ p95AgeMs, usualP95Ms }: Pick<HeatState, 'p95AgeMs' | 'usualP95Ms'>): boolean {
  return p95AgeMs !== null && usualP95Ms !== null && usualP95Ms > 0 && p95AgeMs > OVERDUE * usualP95Ms;
}

/** Per minute, by line. */
export function edgeRates(view: ChartView, { rates }: Pick<Fleet, 'rates'>): Map<string, number> {
  return new Map(view.edges.map((edge) => [edge.id, lineRates(rates, transitionsOf(view, edge)).perMinute]));
}

/** The ids of the transitions that a line stands for. */
export function transitionsOf({ startsWith }: ChartView, { id, transitions }: ViewEdge): string[] {
  return id === START ? startsWith.slice(-1) : transitions.map((transition) => transition.id);
}

/** The sum over transitions. */
export function lineRates(rates: Fleet['rates'], ids: readonly string[]): { perMinute: number; taken: number } {
  const those = rates.filter(({ id }) => ids.includes(id));
  const sum = (of: (rate: Fleet['rates'][number]) => number) => those.reduce((total, rate) => total + of(rate), 0);
  return { perMinute: sum(({ perMinute }) => perMinute), taken: sum(({ taken }) => taken) };
}

/** 1 to 3.5 px, by the logarithm of the rate against the fastest. */
export function edgeWidth(perMinute: number, fastest: number): number {
  if (perMinute <= 0) return 1;
  return Math.round((1 + 2.5 * Math.min(1, Math.log1p(perMinute) / Math.log1p(fastest))) * 10) / 10;
}

/** Stuck first, then by age against the usual. */
export function byUrgency(a: Fleet['states'][number], b: Fleet['states'][number]): number {
  const ratio = ({ p95AgeMs, usualP95Ms }: typeof a) => (p95AgeMs ?? 0) / Math.max(1, usualP95Ms ?? 1);
  return b.stuck - a.stuck || ratio(b) - ratio(a) || b.count - a.count;
}
