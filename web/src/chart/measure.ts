import type { MeasureText } from './label.ts';

/** Measures with the page's own font. Pills are measured bold, as they are when they were travelled. */

let context: CanvasRenderingContext2D | null | undefined;

function fonts(): Record<'pill' | 'state', string> {
  const family = getComputedStyle(document.body).fontFamily;
  return { pill: `600 11px ${family}`, state: `600 12px ${family}` };
}

export const measureText: MeasureText = (text, font) => {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return 0;
  context.font = fonts()[font];
  return context.measureText(text).width;
};

/** Tells one font from another by its widths, for keys of what was laid out with it. */
export function fontSignature(): string {
  return Math.round(measureText('ReservationExpired mW', 'pill') * 10).toString(36);
}
