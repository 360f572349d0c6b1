import type { Chart } from '../api/types.ts';
import { enteredBy, stepsFrom } from './reachable.ts';

export type ChartNode = Chart['nodes'][number];
export type ChartTransition = Chart['transitions'][number];

/** One line of the drawing: all transitions between the same two states. */
export interface ViewEdge {
  id: string;
  source: string;
  target: string;
  /** In declared order; one pill each. Empty for the line from the initial dot. */
  transitions: ChartTransition[];
}

/** What of a machine is drawn. */
export interface ChartView {
  /** The same for the same drawing. */
  key: string;
  chart: Chart;
  /** In document order, without the root. */
  nodes: ChartNode[];
  edges: ViewEdge[];
  /** Transitions that are not lines of their own: those that the initial dot's line stands for. */
  startsWith: string[];
  /** Transitions from every state that is drawn, which no line could show. */
  anywhere: ChartTransition[];
}

/** A machine that begins with a choice is one of several; each is drawn by itself. */
export interface Branch {
  /** The transition of the choice. */
  id: string;
  name: string;
  target: string;
}

/** The line from the initial dot. */
export const START = 'start';
/** The initial dot itself. */
export const INITIAL = '(initial)';
const ROOT = '';

/** The ways a machine can begin; none where it has no choice. */
export function branchesOf(chart: Chart): Branch[] {
  const first = chart.nodes.find(({ id }) => id === chart.start.target);
  if (first?.kind !== 'choice') return [];
  const ways = chart.transitions.filter(({ source, targets }) => source === first.id && targets.length > 0);
  if (ways.length < 2 || !ways.every((way) => isApart(chart, way, ways))) return [];
  return ways.map((way) => {
    const target = way.targets[0] ?? ROOT;
    const node = chart.nodes.find(({ id }) => id === target);
    const isOwnMachine = node?.kind === 'compound' || node?.kind === 'parallel';
    return { id: way.id, name: isOwnMachine ? node.name : chart.machineId, target };
  });
}

/** Ways that share more than ends are one machine, not several. */
function isApart(chart: Chart, way: ChartTransition, ways: readonly ChartTransition[]): boolean {
  const finals = new Set(chart.nodes.filter(({ kind }) => kind === 'final').map(({ id }) => id));
  const mine = reachedBy(chart, way);
  return ways.every(
    (other) => other === way || [...reachedBy(chart, other)].every((id) => finals.has(id) || !mine.has(id)),
  );
}

function reachedBy(chart: Chart, way: ChartTransition): Set<string> {
  const entered = way.targets.flatMap((target) => enteredBy(chart, target));
  return new Set([...entered, ...stepsFrom(chart, entered).leaves]);
}

/** The branch whose transition fired in a first turn. */
export function branchTaken(chart: Chart, fired: readonly string[]): Branch | undefined {
  return branchesOf(chart).find(({ id }) => fired.includes(id));
}

/**
 * What is drawn of a chart: all of it, or one branch without what it can never reach. Lines into a compound state end at
 * the state that is entered with it, so that they say where one comes to. A compound that holds a whole branch but its
 * ends is not drawn: it would only frame the picture.
 */
export function viewOf(chart: Chart, branch?: Branch): ChartView {
  const inView = branch ? withAncestors(reachedBy(chart, transitionOf(chart, branch.id))) : undefined;
  const frame = branch && inView ? frameOf(chart, branch, inView) : undefined;
  const shown = (id: string) => id !== ROOT && id !== frame && (!inView || inView.has(id));
  const edges = new Map<string, ViewEdge>();
  const add = (source: string, target: string, transition: ChartTransition) => {
    const id = `${source}→${target}`;
    const edge = edges.get(id) ?? { id, source, target, transitions: [] };
    edge.transitions.push(transition);
    edges.set(id, edge);
  };
  const anywhere: ChartTransition[] = [];
  for (const transition of chart.transitions) {
    const { source, targets, actions } = transition;
    if (source === ROOT || source === frame) anywhere.push(transition);
    else if (shown(source)) {
      if (targets.length === 0 && actions.length > 0 && !isAround(chart, source)) add(source, source, transition);
      for (const target of targets) {
        const end = endOf(chart, source, target);
        if (shown(end)) add(source, end, transition);
      }
    }
  }
  const first = branch?.target ?? chart.start.target;
  return {
    key: branch ? `${chart.hash}/${branch.id}` : chart.hash,
    chart,
    nodes: chart.nodes
      .filter(({ id }) => shown(id))
      .map((node) => (node.parent === frame ? { ...node, parent: ROOT } : node)),
    edges: [{ id: START, source: INITIAL, target: endOf(chart, ROOT, first), transitions: [] }, ...edges.values()],
    startsWith: branch ? [START, branch.id] : [START],
    anywhere,
  };
}

/** Where a line into a state ends: at the one leaf that is entered with it; at the state itself where it was left. */
function endOf(chart: Chart, source: string, target: string): string {
  if (source === target) return target;
  const entered = enteredBy(chart, target);
  const isHistory = chart.nodes.some(
    ({ id, kind }) => id === target && (kind === 'history' || kind === 'deepHistory'),
  );
  return entered.length === 1 && !isHistory ? (entered[0] ?? target) : target;
}

function isAround(chart: Chart, id: string): boolean {
  return chart.nodes.some(({ parent }) => parent === id);
}

/** The compound that holds everything of a branch but ends. */
function frameOf(chart: Chart, { target }: Branch, inView: ReadonlySet<string>): string | undefined {
  const node = chart.nodes.find(({ id }) => id === target);
  if (node?.kind !== 'compound') return undefined;
  const isFramed = chart.nodes.every(
    ({ id, kind }) => !inView.has(id) || id === target || id.startsWith(`${target}.`) || kind === 'final',
  );
  return isFramed ? target : undefined;
}

function transitionOf(chart: Chart, id: string): ChartTransition {
  const transition = chart.transitions.find((each) => each.id === id);
  if (!transition) throw new Error(`chart ${chart.hash} has no transition "${id}"`);
  return transition;
}

function withAncestors(ids: ReadonlySet<string>): Set<string> {
  return new Set([...ids].flatMap((id) => [id, ...ancestorsOf(id)]));
}

/** `a.b` and `a` of `a.b.c`, the nearest first. */
export function ancestorsOf(id: string): string[] {
  const parts = id.split('.');
  return parts.slice(1).map((_, at) => parts.slice(0, parts.length - 1 - at).join('.'));
}

/** Whether a state undoes: it, or one around it, is tagged `compensation`. */
export function isCompensation(chart: Chart, id: string): boolean {
  const around = [id, ...ancestorsOf(id)];
  return chart.nodes.some((node) => around.includes(node.id) && node.tags.includes('compensation'));
}

/** Whether other states are inside. */
export function isCompound({ kind }: ChartNode): boolean {
  return kind === 'compound' || kind === 'parallel';
}

/** Whether it is one of the parts of a parallel state. */
export function isRegion({ nodes }: ChartView, { parent }: ChartNode): boolean {
  return nodes.some(({ id, kind }) => id === parent && kind === 'parallel');
}
