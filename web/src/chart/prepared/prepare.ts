import type { Chart } from '../../api/types.ts';
import type { Drawing } from '../drawing.ts';
import { type LayOut, layOutChart } from '../layout.ts';
import { branchesOf, type ChartView, viewOf } from '../view.ts';
import { measureWide } from './letters.ts';

/** Every picture that is shown of a machine: all of it, and each way it can begin. */
export function viewsOf(chart: Chart): ChartView[] {
  return [viewOf(chart), ...branchesOf(chart).map((branch) => viewOf(chart, branch))];
}

/** Drawings by the keys of their views. They depend on nothing but the machines and the rules of the layout. */
export async function prepare(charts: readonly Chart[], layOut: LayOut): Promise<Record<string, Drawing>> {
  const drawings: Record<string, Drawing> = {};
  for (const view of charts.flatMap(viewsOf))
    drawings[view.key] = rounded(await layOutChart(view, layOut, measureWide));
  return drawings;
}

/** To a tenth of a px: nobody sees more, and the file is half as long. */
function rounded(drawing: Drawing): Drawing {
  return JSON.parse(JSON.stringify(drawing), (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 10) / 10 : value,
  ) as Drawing;
}
