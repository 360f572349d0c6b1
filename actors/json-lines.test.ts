import { appendFileSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { JsonLines, readJsonLines } from './json-lines.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'json-lines-'));
  file = join(dir, 'books', 'lines.jsonl');
});
afterEach(() => rmSync(dir, { recursive: true }));

it('goes on where it was closed, without the line that a crash tore', () => {
  expect(readJsonLines(file)).toEqual([]);
  const first = new JsonLines<number>(file);
  first.append(1);
  first.close();
  appendFileSync(file, '{"torn":');
  expect(readJsonLines(file)).toEqual([1]);
  const second = new JsonLines<number>(file);
  expect(second.entries).toEqual([1]);
  second.append(2);
  second.close();
  expect(readFileSync(file, 'utf8')).toBe('1\n2\n');
});

it('refuses a line once it is closed, and never writes into the file that has its descriptor by then', () => {
  const lines = new JsonLines<number>(file);
  lines.close();
  lines.close();
  const another = join(dir, 'another');
  openSync(another, 'a');
  expect(() => lines.append(1)).toThrow('the books are closed');
  expect(readFileSync(another, 'utf8')).toBe('');
});
