import { describe, expect, it } from '@jest/globals';
import { compareSchemas, type Direction } from './schema.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const object = (properties: object, required: string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});

const check = (direction: Direction, before: unknown, after: unknown) =>
  compareSchemas(before, after, 'M', direction).map(({ path, problem }) => `${path}: ${problem}`);

/** What happened, before, after, what breaks for those who write it, and for those who read it. */
type Case = [string, unknown, unknown, string[], string[]];
const both = (problem: string): [string[], string[]] => [[problem], [problem]];
const passes: [string[], string[]] = [[], []];

const CASES: Case[] = [
  ['nothing changes', object({ a: text }, ['a']), object({ a: text }, ['a']), ...passes],
  ['an optional property is added', object({ a: text }), object({ a: text, b: text }), ...passes],
  [
    'a required property is added',
    object({ a: text }),
    object({ a: text, b: text }, ['b']),
    ['M/b: is new and required'],
    [],
  ],
  ['a property is removed', object({ a: text, b: text }), object({ a: text }), ...both('M/b: is removed')],
  ['a property is renamed', object({ a: text }), object({ c: text }), ...both('M/a: is removed')],
  [
    'an optional property becomes required',
    object({ a: text }),
    object({ a: text }, ['a']),
    ['M/a: was optional, is required'],
    [],
  ],
  [
    'a required property becomes optional',
    object({ a: text }, ['a']),
    object({ a: text }),
    [],
    ['M/a: always came, may be missing'],
  ],
  ['a type changes', object({ a: text }), object({ a: whole }), ...both('M/a: was string, is integer')],
  ['a whole number may be any number', whole, { type: 'number' }, [], ['M: was integer, is number']],
  ['a number must be whole', { type: 'number' }, whole, ...both('M: was number, is integer')],
  ['a type is opened', text, {}, [], ['M: was string, is of any type']],
  ['a value of an enum is added', { enum: ['a'] }, { enum: ['a', 'b'] }, ...passes],
  ['a value of an enum is removed', { enum: ['a', 'b'] }, { enum: ['a'] }, ...both('M: no longer allows "b"')],
  ['an enum becomes one value', { enum: ['a', 'b'] }, { const: 'b' }, ...both('M: no longer allows "a"')],
  ['free text becomes an enum', text, { type: 'string', enum: ['a'] }, ...both('M: allows "a" only')],
  ['an enum becomes free text', { type: 'string', enum: ['a'] }, text, ...passes],
  [
    'a lower bound rises',
    { type: 'integer', minimum: 0 },
    { type: 'integer', minimum: 1 },
    ...both('M: minimum was 0, is 1'),
  ],
  [
    'an upper bound falls',
    { type: 'array', maxItems: 9 },
    { type: 'array', maxItems: 8 },
    ...both('M: maxItems was 9, is 8'),
  ],
  ['a bound appears', text, { type: 'string', maxLength: 9 }, ...both('M: maxLength was free, is 9')],
  ['a bound is loosened', { type: 'string', maxLength: 9 }, { type: 'string', maxLength: 10 }, ...passes],
  ['a bound goes', { type: 'string', minLength: 1, pattern: '^a' }, text, ...passes],
  [
    'a pattern changes',
    { type: 'string', pattern: '^a' },
    { type: 'string', pattern: '^b' },
    ...both('M: pattern was "^a", is "^b"'),
  ],
  [
    'an item of a list changes',
    { type: 'array', items: object({ a: text }) },
    { type: 'array', items: object({ a: whole }) },
    ...both('M/[]/a: was string, is integer'),
  ],
  [
    'a value of a map changes',
    object({}, [], { additionalProperties: text }),
    object({}, [], { additionalProperties: whole }),
    ...both('M/*: was string, is integer'),
  ],
  [
    'further properties are refused',
    object({ a: text }),
    object({ a: text }, [], { additionalProperties: false }),
    ['M: no longer allows further properties'],
    [],
  ],
  ['null is allowed', text, { anyOf: [text, { type: 'null' }] }, [], ['M: may be null now']],
  ['null is refused', { type: ['string', 'null'] }, text, ...both('M: no longer allows null')],
  ['an alternative goes', { oneOf: [text, whole] }, { oneOf: [whole] }, ...both('M: no longer allows string')],
  [
    'a description and a default change',
    { ...text, description: 'a', default: 'x' },
    { ...text, description: 'b' },
    ...passes,
  ],
  [
    'a part moves into allOf',
    object({ a: text, b: text }, ['a']),
    { allOf: [object({ a: text }, ['a']), object({ b: text })] },
    ...passes,
  ],
];

describe('a schema in the place of an earlier one', () => {
  it.each(CASES)('where %s, for those who write it', (_, before, after, breaks) => {
    expect(check('in', before, after)).toEqual(breaks);
  });

  it.each(CASES)('where %s, for those who read it', (_, before, after, _writers, breaks) => {
    expect(check('out', before, after)).toEqual(breaks);
  });

  it('is followed through references, also into itself', () => {
    const tree = (value: object) => ({
      components: { schemas: { Tree: object({ value, next: { $ref: '#/components/schemas/Tree' } }) } },
    });
    const documents = { before: tree(text), after: tree(whole) };
    const ref = { $ref: '#/components/schemas/Tree' };
    expect(compareSchemas(ref, ref, 'M', 'out', documents)[0]).toEqual({
      path: 'M/value',
      problem: 'was string, is integer',
    });
    expect(compareSchemas(ref, ref, 'M', 'out', { before: tree(text), after: tree(text) })).toEqual([]);
  });
});
