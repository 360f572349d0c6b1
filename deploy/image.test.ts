import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = dirname(import.meta.dirname);
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const dockerfile = read('deploy/Dockerfile');

/** What a `COPY` of the build stage takes from the project: files and folders. */
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
  sources.split(' '),
);
const ignored = read('.dockerignore')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));

/** Not those of code that is text here: a template has a place to fill in. */
const IMPORT = /^(?:import|export) (?:(?!type )[\w*{}\s,$]+ from )?'([^'$]+)';/gm;

/** Every file of ours that `entry` imports, and every package, directly or not. */
function reach(entry: string, files = new Set<string>(), packages = new Set<string>()) {
  if (files.has(entry)) return { files, packages };
  files.add(entry);
  for (const [, specifier = ''] of read(entry).matchAll(IMPORT)) {
    if (specifier.startsWith('.')) reach(join(dirname(entry), specifier), files, packages);
    else if (!specifier.startsWith('node:'))
      packages.add(specifier.split('/', specifier[0] === '@' ? 2 : 1).join('/'));
  }
  return { files, packages };
}

function isCopied(file: string, source: string): boolean {
  if (source === '*.ts') return !file.includes('/') && file.endsWith('.ts');
  return file === source || file.startsWith(`${source}/`);
}

/** The last pattern that fits decides, as in Docker. */
function isIgnored(file: string): boolean {
  const fits = (pattern: string) => {
    const regex = pattern
      .replace(/[.]/g, '\\.')
      .replace(/\*\*\//g, '(?:.+/)?')
      .replace(/(?<![).])\*/g, '[^/]*');
    return new RegExp(`^${regex}(?:/.*)?$`).test(file);
  };
  return ignored.reduce((out, line) => (line[0] === '!' ? out && !fits(line.slice(1)) : out || fits(line)), false);
}

describe.each(['main.ts', 'verify.ts', 'deploy/healthcheck.ts'])('%s in the image', (entry) => {
  const { files, packages } = reach(entry);

  it('finds every file that it imports', () => {
    const missing = [...files].filter(
      (file) => !copied.some((source) => isCopied(file, source)) || isIgnored(file),
    );
    expect(missing).toEqual([]);
  });

  it('finds every package that it imports', () => {
    const installed = Object.keys(JSON.parse(read('package.json')).dependencies);
    expect(installed).toEqual(expect.arrayContaining([...packages]));
  });
});

describe('the image', () => {
  it('copies only what is there', () => {
    expect(copied.filter((source) => source !== '*.ts' && !existsSync(join(root, source)))).toEqual([]);
  });

  it('builds the console from what is in it, not from what was built outside', () => {
    expect(isIgnored('web/index.html')).toBe(false);
    expect(isIgnored('bin/build-console.mjs')).toBe(false);
    expect(isIgnored('web/dist/index.html')).toBe(true);
    expect(dockerfile).toMatch(/^COPY --from=console \/app\/web\/dist web\/dist$/m);
  });

  it('holds no test', () => {
    expect(
      ['actors/order/views.int.test.ts', 'config.test.ts', 'runtime/testing/toy.ts'].filter(
        (file) => !isIgnored(file),
      ),
    ).toEqual([]);
    expect(isIgnored('runtime/testing/crash-points.ts')).toBe(false);
  });

  it('runs as nobody in particular, and not as root', () => {
    expect(dockerfile).toMatch(/^USER 65532:65532$/m);
  });
});
