import type { Point } from './drawing.ts';

const RADIUS = 8;
const ARROW_LENGTH = 6.5;
const ARROW_HALF = 3.6;
/** How far before the tip the line ends, so that it does not show beside the arrow. */
const SHORTER = 5;

/** The line as an SVG path with rounded corners, ending inside its arrow. */
export function linePath(points: readonly Point[]): string {
  const [first, ...rest] = shortened(points);
  if (!first) return '';
  const parts = [`M${at(first)}`];
  rest.forEach((point, index) => {
    const before = index === 0 ? first : (rest[index - 1] as Point);
    const after = rest[index + 1];
    if (!after) {
      parts.push(`L${at(point)}`);
      return;
    }
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
    parts.push(`L${at(towards(point, before, radius))}`, `Q${at(point)} ${at(towards(point, after, radius))}`);
  });
  return parts.join('');
}

/** The three corners of the arrow at the line's end. */
export function arrow(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return '';
  const length = distance(before, tip) || 1;
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const base = { x: tip.x - dx * ARROW_LENGTH, y: tip.y - dy * ARROW_LENGTH };
  const left = { x: base.x - dy * ARROW_HALF, y: base.y + dx * ARROW_HALF };
  const right = { x: base.x + dy * ARROW_HALF, y: base.y - dx * ARROW_HALF };
  return [tip, left, right].map(at).join(' ');
}

function shortened(points: readonly Point[]): Point[] {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return [...points];
  return [...points.slice(0, -1), towards(tip, before, Math.min(SHORTER, distance(tip, before)))];
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
