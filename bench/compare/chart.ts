/** Horizontal bars as SVG, in groups; readable on light and on dark pages. */
export interface Bar {
  group: string;
  label: string;
  value: number;
  /** What is written at its end. */
  note: string;
  /** One of our own, in the strong colour. */
  ours: boolean;
}

const WIDTH = 940;
const LEFT = 300;
const RIGHT = 270;
const BAR = 20;
const GAP = 6;
const HEAD = 54;
const GROUP = 30;

const STYLE = `
  svg { font: 13px ui-sans-serif, system-ui, sans-serif; }
  .paper { fill: #fff; } text { fill: #1b2433; } .title { font-size: 15px; font-weight: 600; }
  .group { font-weight: 600; } .note { fill: #5b6678; } .ours { fill: #1f5fbf; } .other { fill: #a9b4c4; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #12161d; } text { fill: #e6eaf0; } .note { fill: #9aa5b5; } .ours { fill: #5b95ee; } .other { fill: #4b5666; }
  }
`;

export function barChart(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const parts: string[] = [];
  let y = HEAD;
  let group = '';
  for (const bar of bars) {
    if (bar.group !== group) {
      group = bar.group;
      y += GROUP;
      parts.push(`<text class="group" x="16" y="${y - 10}">${escaped(group)}</text>`);
    }
    parts.push(draw(bar, y, longest));
    y += BAR + GAP;
  }
  const height = y + 14;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="16" y="32">${escaped(title)}</text>`,
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}

function draw({ label, value, note, ours }: Bar, y: number, longest: number): string {
  const length = Math.max(1, ((WIDTH - LEFT - RIGHT) * value) / longest);
  const baseline = y + BAR - 5;
  return [
    `<text x="${LEFT - 10}" y="${baseline}" text-anchor="end">${escaped(label)}</text>`,
    `<rect class="${ours ? 'ours' : 'other'}" x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="3"/>`,
    `<text class="note" x="${(LEFT + length + 8).toFixed(1)}" y="${baseline}">${escaped(note)}</text>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
