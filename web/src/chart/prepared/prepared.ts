import type { Drawing, DrawnEdge } from '../drawing.ts';
import { type MeasureText, pillWidth, stateWidth } from '../label.ts';
import type { ChartView } from '../view.ts';
import drawings from './drawings.json' with { type: 'json' };

/** The machines that come with Orderly are laid out beforehand (`npm run charts`): the same everywhere, and at once. */

/** The drawing with its pills as this page's font needs them; undefined where there is none, or too narrow a one. */
export function preparedDrawing(view: ChartView, measure: MeasureText): Drawing | undefined {
  const drawing = (drawings as unknown as Record<string, Drawing | undefined>)[view.key];
  return drawing && inOwnLetters(drawing, view, measure);
}

/** A drawing for letters of another width; undefined where they need more room than it has. */
export function inOwnLetters(drawing: Drawing, view: ChartView, measure: MeasureText): Drawing | undefined {
  if (!hasRoomForNames(drawing, view, measure)) return undefined;
  const edges: Record<string, DrawnEdge> = {};
  for (const { id, transitions } of view.edges) {
    const drawn = drawing.edges[id];
    if (!drawn) continue;
    const pills = drawn.pills.map((pill, index) => {
      const transition = transitions[index];
      const width = transition ? pillWidth(transition, measure) : pill.width;
      return { ...pill, width, x: drawn.self ? pill.x + (pill.width - width) / 2 : pill.x };
    });
    if (pills.some(({ width }, index) => width > (drawn.pills[index]?.width ?? 0))) return undefined;
    edges[id] = { ...drawn, pills };
  }
  return { ...drawing, edges };
}

function hasRoomForNames(drawing: Drawing, view: ChartView, measure: MeasureText): boolean {
  const named = view.nodes.filter(({ kind }) => kind === 'atomic' || kind === 'final');
  const needed = stateWidth(
    named.map(({ name }) => name),
    measure,
  );
  return named.every(({ id }) => (drawing.nodes[id]?.width ?? 0) >= needed);
}
