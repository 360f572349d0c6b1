/**
 * Whether a JSON Schema may take the place of an earlier one.
 *
 * `in`: others write it (commands, requests). What they wrote must still be taken.
 * `out`: others read it (events, answers). What they relied on must still come.
 *
 * 1. A property is never removed, so never renamed. One that is new must be optional where others write it.
 * 2. A type, an enum or a bound is never narrowed. For readers too: events of the past are stored and read again.
 * 3. What others read never gets a further type and is never missing where it always came. A further value of an enum
 *    passes: readers must take values that they do not know.
 */
export interface Breach {
  /** Where, in the document that is checked. */
  path: string;
  problem: string;
}

export type Direction = 'in' | 'out';
type Schema = Record<string, unknown>;

export interface Documents {
  before: unknown;
  after: unknown;
}

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
const DEEPEST = 40;

export function compareSchemas(
  before: unknown,
  after: unknown,
  path: string,
  direction: Direction,
  documents: Documents = { before: {}, after: {} },
): Breach[] {
  return new Comparison(direction, documents).compare(before, after, path, 0);
}

class Comparison {
  private readonly direction: Direction;
  private readonly documents: Documents;

  constructor(direction: Direction, documents: Documents) {
    this.direction = direction;
    this.documents = documents;
  }

  compare(before: unknown, after: unknown, path: string, depth: number): Breach[] {
    if (depth > DEEPEST) return [];
    const was = variants(before, this.documents.before);
    const is = variants(after, this.documents.after);
    const [onlyWas, onlyIs] = [was[0], is[0]];
    if (was.length === 1 && is.length === 1 && onlyWas && onlyIs)
      return this.compareOne(onlyWas, onlyIs, path, depth);
    const fits = (one: Schema, other: Schema) => this.compareOne(one, other, path, depth).length === 0;
    const lost = was.filter((one) => !is.some((other) => fits(one, other)));
    const gained = this.direction === 'out' ? is.filter((other) => !was.some((one) => fits(one, other))) : [];
    return [
      ...lost.map((one) => ({ path, problem: `no longer allows ${name(one)}` })),
      ...gained.map((one) => ({ path, problem: `may be ${name(one)} now` })),
    ];
  }

  private compareOne(before: Schema, after: Schema, path: string, depth: number): Breach[] {
    const type = this.compareTypes(before, after, path);
    if (type.length > 0) return type;
    return [
      ...compareValues(before, after, path),
      ...compareBounds(before, after, path),
      ...this.compareProperties(before, after, path, depth),
      ...this.compareItems(before, after, path, depth),
    ];
  }

  private compareTypes({ type: before }: Schema, { type: after }: Schema, path: string): Breach[] {
    if (before === after) return [];
    const widened = (before === 'integer' && after === 'number') || after === undefined;
    if (widened && this.direction === 'in') return [];
    return [{ path, problem: `was ${before ?? 'of any type'}, is ${after ?? 'of any type'}` }];
  }

  private compareProperties(before: Schema, after: Schema, path: string, depth: number): Breach[] {
    const [was, is] = [record(before.properties), record(after.properties)];
    const [wasRequired, isRequired] = [names(before.required), names(after.required)];
    const breaches: Breach[] = [];
    for (const [key, schema] of Object.entries(was)) {
      const here = `${path}/${key}`;
      if (!(key in is)) {
        breaches.push({ path: here, problem: 'is removed' });
        continue;
      }
      breaches.push(...this.compare(schema, is[key], here, depth + 1));
      if (this.direction === 'in' && isRequired.has(key) && !wasRequired.has(key))
        breaches.push({ path: here, problem: 'was optional, is required' });
      if (this.direction === 'out' && wasRequired.has(key) && !isRequired.has(key))
        breaches.push({ path: here, problem: 'always came, may be missing' });
    }
    if (this.direction === 'in')
      for (const key of isRequired)
        if (!(key in was)) breaches.push({ path: `${path}/${key}`, problem: 'is new and required' });
    return [...breaches, ...this.compareRest(before, after, path, depth)];
  }

  private compareRest(before: Schema, after: Schema, path: string, depth: number): Breach[] {
    const [was, is] = [before.additionalProperties, after.additionalProperties];
    if (is === false && was !== false && this.direction === 'in')
      return [{ path, problem: 'no longer allows further properties' }];
    if (typeof was === 'object' && typeof is === 'object') return this.compare(was, is, `${path}/*`, depth + 1);
    return [];
  }

  private compareItems(before: Schema, after: Schema, path: string, depth: number): Breach[] {
    const breaches =
      before.items || after.items
        ? this.compare(before.items ?? {}, after.items ?? {}, `${path}/[]`, depth + 1)
        : [];
    const [was, is] = [list(before.prefixItems), list(after.prefixItems)];
    for (let n = 0; n < Math.max(was.length, is.length); n += 1)
      breaches.push(...this.compare(was[n] ?? {}, is[n] ?? {}, `${path}/[${n}]`, depth + 1));
    return breaches;
  }
}

function compareValues(before: Schema, after: Schema, path: string): Breach[] {
  const [was, is] = [values(before), values(after)];
  if (!is) return [];
  if (!was) return [{ path, problem: `allows ${is.map((value) => JSON.stringify(value)).join(', ')} only` }];
  const lost = was.filter((value) => !is.some((other) => JSON.stringify(other) === JSON.stringify(value)));
  return lost.map((value) => ({ path, problem: `no longer allows ${JSON.stringify(value)}` }));
}

function compareBounds(before: Schema, after: Schema, path: string): Breach[] {
  const tightened = (key: string, isTighter: (was: number, is: number) => boolean) => {
    const [was, is] = [before[key], after[key]];
    return typeof is === 'number' && (typeof was !== 'number' || isTighter(was, is));
  };
  const bounds = [
    ...LOWER_BOUNDS.filter((key) => tightened(key, (was, is) => is > was)),
    ...UPPER_BOUNDS.filter((key) => tightened(key, (was, is) => is < was)),
    ...['pattern', 'format', 'multipleOf'].filter((key) => after[key] !== undefined && after[key] !== before[key]),
  ];
  return bounds.map((key) => ({ path, problem: `${key} was ${told(before[key])}, is ${told(after[key])}` }));
}

/** A schema as the alternatives it allows, without references, unions and lists of types. */
function variants(schema: unknown, document: unknown): Schema[] {
  const plain = merged(resolved(schema, document), document);
  const { anyOf, oneOf, ...rest } = plain;
  const options = [...list(anyOf), ...list(oneOf)];
  if (options.length > 0)
    return options.flatMap((option) => variants({ ...rest, ...resolved(option, document) }, document));
  if (Array.isArray(plain.type)) return plain.type.map((type: unknown) => ({ ...plain, type }));
  return [plain];
}

function merged(schema: Schema, document: unknown): Schema {
  const { allOf, ...own } = schema;
  for (const part of list(allOf)) {
    const next = merged(resolved(part, document), document);
    const properties = { ...record(own.properties), ...record(next.properties) };
    const required = [...names(own.required), ...names(next.required)];
    Object.assign(own, next, { properties, required });
  }
  return own;
}

function resolved(schema: unknown, document: unknown): Schema {
  if (typeof schema !== 'object' || schema === null) return {};
  const { $ref, ...rest } = schema as Schema;
  if (typeof $ref !== 'string') return rest;
  const target = $ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => record(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  return { ...resolved(target, document), ...rest };
}

const record = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
const list = (value: unknown) => (Array.isArray(value) ? value : []) as unknown[];
const names = (value: unknown) => new Set(list(value) as string[]);
const told = (value: unknown) => (value === undefined ? 'free' : JSON.stringify(value));

function values(schema: Schema): unknown[] | undefined {
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function name(schema: Schema): string {
  const only = values(schema);
  if (only) return only.map((value) => JSON.stringify(value)).join(', ');
  return typeof schema.type === 'string' ? schema.type : 'anything';
}
