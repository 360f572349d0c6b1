import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { type MeasureText, PILL_GAP, PILL_HEIGHT, reservedWidth, STATE_HEIGHT, stateWidth } from './label.ts';
import { spineOf } from './spine.ts';
import { type ChartNode, type ChartView, INITIAL, isCompensation, type ViewEdge } from './view.ts';

/** What elk is asked to lay out: the first pass, with free ports. */

/**
 * Closer together than drawn in the design (18, 10, 10, 32): the order's machine has more lines, and would be 724 high
 * instead of 662, so that its slider left the first screen.
 */
const ROOT_OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.thoroughness': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '2',
  'elk.spacing.labelNode': '4',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
};
const COMPOUND_OPTIONS = { 'elk.padding': '[top=36,left=16,bottom=16,right=16]' };

const SPINE = 300;
const INTO_COMPENSATION = 30;

/** Sizes of what is not a state. */
const DOT = 14;
const DIAMOND = 16;
const HISTORY = 22;

/** Whether elk is given the line the other way round, so that undoing runs upwards beside what it undoes. */
export function isTurned({ chart }: ChartView, { source, target }: ViewEdge): boolean {
  return source !== target && isCompensation(chart, target);
}

/** How states may be put into rows; which one gives the narrower drawing depends on the machine. */
export const LAYERINGS = ['NETWORK_SIMPLEX', 'COFFMAN_GRAHAM'] as const;
export type Layering = (typeof LAYERINGS)[number];

export function elkInput(view: ChartView, layering: Layering, measure: MeasureText): ElkNode {
  const width = stateWidth(
    view.nodes.filter(({ kind }) => kind === 'atomic' || kind === 'final').map(({ name }) => name),
    measure,
  );
  const spine = spineOf(view);
  const childrenOf = (parent: string): ElkNode[] =>
    view.nodes.filter((node) => node.parent === parent).map((node) => elkNode(node, width, childrenOf(node.id)));
  return {
    id: 'root',
    layoutOptions: { ...ROOT_OPTIONS, 'elk.layered.layering.strategy': layering },
    children: [{ id: INITIAL, width: DOT, height: DOT }, ...childrenOf('')],
    edges: view.edges.map((edge) => elkEdge(view, edge, spine, measure)),
  };
}

function elkNode(node: ChartNode, width: number, children: ElkNode[]): ElkNode {
  const { id, kind } = node;
  if (children.length > 0) return { id, children, layoutOptions: COMPOUND_OPTIONS };
  const side = { choice: DIAMOND, history: HISTORY, deepHistory: HISTORY }[kind as string];
  return side ? { id, width: side, height: side } : { id, width, height: STATE_HEIGHT };
}

function elkEdge(
  view: ChartView,
  edge: ViewEdge,
  spine: ReadonlySet<string>,
  measure: MeasureText,
): ElkExtendedEdge {
  const { id, source, target, transitions } = edge;
  const turned = isTurned(view, edge);
  const [from, to] = turned ? [target, source] : [source, target];
  const straightness = spine.has(id)
    ? SPINE
    : turned && !isCompensation(view.chart, source)
      ? INTO_COMPENSATION
      : 1;
  return {
    id,
    sources: [from],
    targets: [to],
    layoutOptions: { 'elk.layered.priority.straightness': String(straightness) },
    ...(transitions.length > 0 && {
      labels: [
        {
          text: id,
          width: Math.max(...transitions.map((transition) => reservedWidth(transition, measure))),
          height: transitions.length * (PILL_HEIGHT + PILL_GAP) - PILL_GAP,
          layoutOptions: {
            'elk.edgeLabels.inline': String(source !== target),
            'elk.edgeLabels.placement': 'CENTER',
          },
        },
      ],
    }),
  };
}
