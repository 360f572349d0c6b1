/** A sequence diagram as SVG: lifelines, arrows and labels, no library, the same text for the same recording. */
import { usedParticipants } from './mermaid.ts';
import type { Participant, Step } from './recording.ts';

const COLUMN = 190;
const ROW = 34;
const MARGIN = 92;
const TOP = 76;
const HEAD = { width: 108, height: 28 };
const LETTER = 7.2;

const STYLE = `
  svg { font: 12px ui-sans-serif, system-ui, sans-serif; }
  .paper { fill: #fff; } .title { font-size: 15px; font-weight: 600; fill: #1b2433; }
  .life { stroke: #c3cad6; stroke-dasharray: 3 4; } .head { fill: #eef2f8; stroke: #8c98ab; }
  .name, .label { fill: #1b2433; text-anchor: middle; } .label { paint-order: stroke; stroke: #fff; stroke-width: 5px; }
  .message { stroke: #1f5fbf; } .event { stroke: #b4560a; } .reaction { stroke: #b4560a; stroke-dasharray: 5 4; }
  .record { fill: #fff7dc; stroke: #d8b64a; } .tip-message { fill: #1f5fbf; } .tip-event, .tip-reaction { fill: #b4560a; }
`;

export function toSvg(title: string, steps: readonly Step[]): string {
  const names = usedParticipants(steps);
  const x = new Map(names.map((name, index) => [name, MARGIN + index * COLUMN]));
  const width = MARGIN * 2 + (names.length - 1) * COLUMN;
  const end = TOP + HEAD.height + steps.length * ROW + 18;
  const height = end + 16;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${['message', 'event', 'reaction'].map(tip).join('')}</defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN - HEAD.width / 2}" y="30">${escaped(title)}</text>`,
    legend(steps, MARGIN - HEAD.width / 2),
    ...names.map((name) => lifeline(name, x.get(name) as number, end)),
    ...steps.map((step, index) => draw(step, x, TOP + HEAD.height + (index + 1) * ROW - 6)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function legend(steps: readonly Step[], left: number): string {
  const told = steps.some(({ kind }) => kind === 'event');
  const words = told
    ? 'orange: an event, and (dashed) what a policy does about it · blue: a message · yellow: what an actor records of itself'
    : 'blue: a message · yellow: what an actor records of itself';
  return `<text x="${left}" y="52" fill="#5b6678">${words}</text>`;
}

function tip(kind: string): string {
  return `<marker id="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip-${kind}" d="M0 0 8 4 0 8z"/></marker>`;
}

function lifeline(name: Participant, x: number, end: number): string {
  return [
    `<line class="life" x1="${x}" x2="${x}" y1="${TOP + HEAD.height}" y2="${end}"/>`,
    `<rect class="head" x="${x - HEAD.width / 2}" y="${TOP}" width="${HEAD.width}" height="${HEAD.height}" rx="5"/>`,
    `<text class="name" x="${x}" y="${TOP + 18}">${name}</text>`,
  ].join('\n');
}

function draw(step: Step, x: ReadonlyMap<Participant, number>, y: number): string {
  if (step.kind === 'record') return note(step.label, x.get(step.at) as number, y);
  const [from, to] = [x.get(step.from) as number, x.get(step.to) as number];
  return [
    `<line class="${step.kind}" x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke-width="1.5" marker-end="url(#${step.kind})"/>`,
    `<text class="label" x="${(from + to) / 2}" y="${y - 6}">${escaped(step.label)}</text>`,
  ].join('\n');
}

function note(label: string, x: number, y: number): string {
  const width = Math.max(HEAD.width, label.length * LETTER + 16);
  const left = Math.max(4, x - width / 2);
  return [
    `<rect class="record" x="${left}" y="${y - 19}" width="${width}" height="22" rx="3"/>`,
    `<text class="name" x="${left + width / 2}" y="${y - 4}">${escaped(label)}</text>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
