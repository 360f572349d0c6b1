import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { isTurned } from './elk-input.ts';
import { type MeasureText, PILL_GAP, PILL_HEIGHT, pillWidth } from './label.ts';
import type { ChartView } from './view.ts';

/** Where everything of a chart is drawn; px from the top left corner. Made once per machine, kept as it is. */
export interface Drawing {
  width: number;
  height: number;
  nodes: Record<string, Box>;
  edges: Record<string, DrawnEdge>;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface DrawnEdge {
  /** From the source's border to the target's, bends in between. */
  points: Point[];
  /** One per transition, in their order: the middle and the width of what is drawn without turn and countdown. */
  pills: { id: string; x: number; y: number; width: number }[];
  /** Around its own state: its pills grow to the left, away from it. */
  self: boolean;
}

/** @param result what elk made of {@link elkInput} */
export function drawingOf(view: ChartView, result: ElkNode, measure: MeasureText): Drawing {
  const nodes: Record<string, Box> = {};
  const take = (node: ElkNode) => {
    if (node !== result)
      nodes[node.id] = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
    for (const child of node.children ?? []) take(child);
  };
  take(result);

  const edges: Record<string, DrawnEdge> = {};
  for (const edge of view.edges) {
    const laid = result.edges?.find(({ id }) => id === edge.id);
    const [section] = laid?.sections ?? [];
    if (!laid || !section) continue;
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    const [block] = laid.labels ?? [];
    const self = edge.source === edge.target;
    const middle = (block?.x ?? 0) + (block?.width ?? 0) / 2;
    edges[edge.id] = {
      points: (isTurned(view, edge) ? points.reverse() : points).map(({ x, y }) => ({ x, y })),
      self,
      pills: edge.transitions.map((transition, index) => {
        const width = pillWidth(transition, measure);
        const x = self ? (block?.x ?? 0) + (block?.width ?? 0) - width / 2 : middle;
        return { id: transition.id, x, y: (block?.y ?? 0) + index * (PILL_HEIGHT + PILL_GAP), width };
      }),
    };
  }
  return { width: Math.ceil(result.width ?? 0), height: Math.ceil(result.height ?? 0), nodes, edges };
}
