import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = dirname(import.meta.dirname);
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/** The anchors of a document, as GitHub makes them. */
function anchors(path: string): string[] {
  const headings = [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(documents)('%s', (document) => {
  const links = [
    ...read(document)
      .replace(/```.*?```/gs, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target));

  it('leads to what is there', () => {
    const broken = links.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file ? relative(root, join(root, dirname(document), file)) : document;
      return !existsSync(join(root, path)) || (anchor !== undefined && !anchors(path).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('can be found from the list of documents', () => {
    const listed = [...read('docs/index.md').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) =>
      join('docs', target),
    );
    if (document !== 'docs/index.md') expect(listed).toContain(document);
  });
});

describe('the guarantees', () => {
  it('quote invariants that the checker has', () => {
    const sources = ['runtime', 'actors']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
      )
      .filter((file) => file.includes('/invariants') && file.endsWith('.ts'));
    const code = sources.map(read).join('\n').replace('${projection.table}', 'order_views');
    const quoted = [...read('docs/guarantees.md').matchAll(/“([^”]+)”/g)].map(([, name = '']) => name);
    expect(quoted.filter((name) => !code.includes(name))).toEqual([]);
    expect(quoted.length).toBeGreaterThan(10);
  });
});

describe('the guide', () => {
  const guide = read('docs/guide/write-your-own-actor.md');
  const code = read('docs/guide/parcel-locker.ts');

  it('shows the code that is compiled and tested, to the letter', () => {
    expect(guide).toContain(`\`\`\`ts\n${code}\`\`\``);
  });

  it('keeps its word: 40 lines', () => {
    expect(code.split('\n').filter((line) => line.trim()).length).toBeLessThanOrEqual(40);
  });
});

describe('the guide to scatter-gather', () => {
  const guide = read('docs/guide/scatter-gather.md');
  const shown = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);

  it.each([0, 1])('shows the code that is compiled and tested, to the letter (%d)', (index) => {
    const code = read('docs/guide/supplier-quotes.ts') + read('docs/guide/supplier.ts');
    expect(code).toContain(shown[index]);
  });
});
