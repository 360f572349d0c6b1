import { useEffect, useState } from 'react';
import type { Drawing } from './drawing.ts';
import { layOutInWorker } from './elk-worker.ts';
import { layOutChart } from './layout.ts';
import { keepDrawing, keptDrawing } from './layout-cache.ts';
import { fontSignature, measureText } from './measure.ts';
import { preparedDrawing } from './prepared/prepared.ts';
import type { ChartView } from './view.ts';

/** Of this page, so that going back to a chart shows it in the same frame. */
const drawn = new Map<string, Drawing>();

export interface Drawn {
  drawing: Drawing | undefined;
  error: Error | undefined;
}

/** Without waiting: of this page, or of those that come with the console. */
function drawingAtOnce(view: ChartView, key: string): Drawing | undefined {
  const drawing = drawn.get(key) ?? preparedDrawing(view, measureText);
  if (drawing) drawn.set(key, drawing);
  return drawing;
}

/** The drawing of a view: known before, from the browser's store, or laid out now, after the first paint. */
export function useDrawing(view: ChartView | undefined): Drawn {
  const [state, setState] = useState<{ key?: string; drawing?: Drawing; error?: Error }>({});
  const key = view && `${view.key}#${fontSignature()}`;
  const ready =
    view && key !== undefined
      ? (drawingAtOnce(view, key) ?? (state.key === key ? state.drawing : undefined))
      : undefined;

  useEffect(() => {
    if (!view || key === undefined || drawn.has(key)) return;
    let isWanted = true;
    const draw = async () => {
      const kept = await keptDrawing(key);
      const drawing = kept ?? (await layOutChart(view, layOutInWorker, measureText));
      drawn.set(key, drawing);
      if (isWanted) setState({ key, drawing });
      if (!kept) await keepDrawing(key, drawing);
    };
    draw().catch((error: Error) => isWanted && setState({ key, error }));
    return () => {
      isWanted = false;
    };
  }, [view, key]);

  return { drawing: ready, error: state.key === key ? state.error : undefined };
}
