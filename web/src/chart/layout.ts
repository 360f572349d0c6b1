import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { type Drawing, drawingOf } from './drawing.ts';
import { elkInput, LAYERINGS, type Layering } from './elk-input.ts';
import { withFixedPorts } from './fixed-ports.ts';
import type { MeasureText } from './label.ts';
import { spineOf } from './spine.ts';
import { type ChartView, isCompensation } from './view.ts';

/** elk itself, wherever it runs. */
export type LayOut = (graph: ElkNode) => Promise<ElkNode>;

/** Lays a chart out with each layering and takes the calmest. */
export async function layOutChart(view: ChartView, layOut: LayOut, measure: MeasureText): Promise<Drawing> {
  const drawings: Drawing[] = [];
  for (const layering of LAYERINGS) drawings.push(await layOutBy(layering, view, layOut, measure));
  return drawings.reduce((best, each) => (unrest(view, each) < unrest(view, best) ? each : best));
}

/** Flat charts take two passes, nested ones one. */
async function layOutBy(
  layering: Layering,
  view: ChartView,
  layOut: LayOut,
  measure: MeasureText,
): Promise<Drawing> {
  const first = await layOut(elkInput(view, layering, measure)); // elk writes into what it is given
  const isNested = view.nodes.some(({ parent }) => parent !== '');
  if (isNested) return drawingOf(view, first, measure);
  const second = withFixedPorts(elkInput(view, layering, measure), first, spineOf(view));
  return drawingOf(view, await layOut(second), measure);
}

/** In px: the width above all; undoing to the left of progress weighs like a column of states. */
function unrest(view: ChartView, { width, height, nodes }: Drawing): number {
  const middle = (undoing: boolean) => {
    const boxes = view.nodes
      .filter(({ id }) => isCompensation(view.chart, id) === undoing)
      .map(({ id }) => nodes[id]);
    const known = boxes.filter((box) => box !== undefined);
    return known.reduce((sum, box) => sum + box.x + box.width / 2, 0) / known.length;
  };
  const isMirrored = middle(true) < middle(false);
  return width + height / 4 + (isMirrored ? 200 : 0);
}
