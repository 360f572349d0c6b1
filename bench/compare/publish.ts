/** Puts a table and a chart of measurements into docs/. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { between } from './document.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const PAGE = new URL('performance.md', DOCS);
const CHARTS = new URL('performance/', DOCS);

/** `name` names the place in docs/performance.md and the chart, docs/performance/`name`.svg. */
export function publish(name: string, markdown: string, svg?: string): void {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), name, markdown));
  if (!svg) return;
  mkdirSync(CHARTS, { recursive: true });
  writeFileSync(new URL(`${name}.svg`, CHARTS), svg);
}
