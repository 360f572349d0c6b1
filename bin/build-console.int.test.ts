import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildConsole, opensDoors } from './build-console.mjs';

const project = dirname(import.meta.dirname);

describe('the build of the console', () => {
  let root: string;
  let said: string[];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderly-build-'));
    symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(join(root, 'web'));
    writeFileSync(join(root, 'package-lock.json'), '{}');
    writeFileSync(
      join(root, 'web', 'index.html'),
      '<!doctype html><script type="module" src="/main.js"></script>',
    );
    writeFileSync(join(root, 'web', 'main.js'), `document.title = ${JSON.stringify('console '.repeat(500))};`);
    said = [];
    jest.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true });
  });

  const build = () => buildConsole(root, process.execPath);
  const built = (name: string) => readFileSync(join(root, 'web', 'dist', name), 'utf8');

  it('happens once, and again when a source has changed', () => {
    expect(build()).toBe(true);
    const [script = ''] = readdirSync(join(root, 'web', 'dist', 'assets')).filter((name) => name.endsWith('.js'));
    expect(built('index.html')).toContain(`/assets/${script}`);
    const compressed = readFileSync(join(root, 'web', 'dist', 'assets', `${script}.gz`));
    expect(gunzipSync(compressed).toString()).toBe(built(`assets/${script}`));
    expect(said).toEqual(['Building the console first (web/).']);

    expect(build()).toBe(true);
    expect(said).toHaveLength(1);

    writeFileSync(join(root, 'web', 'main.js'), 'document.title = "another";');
    expect(build()).toBe(true);
    expect(said).toHaveLength(2);
  });

  it('says why it cannot, and leaves the last one in place', () => {
    build();
    rmSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'web', 'main.js'), 'document.title = "another";');
    expect(build()).toBe(false);
    expect(said.at(-1)).toMatch(/^The console is not built: vite is not installed/);
    expect(existsSync(join(root, 'web', 'dist', 'index.html'))).toBe(true);
  });

  it.each([
    [['main.ts'], true],
    [['--no-warnings', 'main.ts', '--role', 'worker,api'], true],
    [['main.ts', '--role=api'], true],
    [['main.ts', '--role', 'worker', '--role', 'relay'], false],
    [['main.ts', '--help'], false],
    [['verify.ts'], false],
    [['contracts/main.ts'], false],
  ])('belongs to a start with %j: %s', (args, expected) => {
    expect(opensDoors(process.cwd(), args)).toBe(expected);
  });
});
