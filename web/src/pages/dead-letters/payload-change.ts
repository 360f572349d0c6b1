/** What an edit did to a payload, path by path, and the same done to other payloads. */
export type Payload = Readonly<Record<string, unknown>>;

export type Change =
  | { path: string; kind: 'set'; value: unknown }
  | { path: string; kind: 'remove' }
  /** Only part of a text was changed. */
  | { path: string; kind: 'replace'; from: string; to: string };

/** `items[0].quantity` → its value, for every value that is no object. */
export function flatten(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item])
    : Object.entries(value).map(([key, item]) => [path ? `${path}.${key}` : key, item]);
  if (entries.length === 0) return new Map(path ? [[path, value]] : []);
  return new Map(entries.flatMap(([at, item]) => [...flatten(item, at)]));
}

/** What leads from one payload to the other. */
export function changesOf(before: Payload, after: Payload): Change[] {
  const [old, now] = [flatten(before), flatten(after)];
  const changes: Change[] = [];
  for (const [path, value] of now) {
    const was = old.get(path);
    if (old.has(path) && JSON.stringify(was) === JSON.stringify(value)) continue;
    changes.push(
      typeof was === 'string' && typeof value === 'string'
        ? replaced(path, was, value)
        : { path, kind: 'set', value },
    );
  }
  for (const path of old.keys()) if (!now.has(path) && !isAbove(path, now)) changes.push({ path, kind: 'remove' });
  return changes;
}

/** A value that became an object is set by what is in it. */
function isAbove(path: string, paths: ReadonlyMap<string, unknown>): boolean {
  return [...paths.keys()].some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`));
}

/** The part of a text that differs, where something of it stays; else the whole value. */
function replaced(path: string, was: string, value: string): Change {
  let start = 0;
  while (start < Math.min(was.length, value.length) && was[start] === value[start]) start++;
  let end = 0;
  const rest = Math.min(was.length, value.length) - start;
  while (end < rest && was.at(-1 - end) === value.at(-1 - end)) end++;
  const from = was.slice(start, was.length - end);
  if (from === '' || from === was) return { path, kind: 'set', value };
  return { path, kind: 'replace', from, to: value.slice(start, value.length - end) };
}

/** "replace "," by "." in amount" */
export function inWords(change: Change): string {
  if (change.kind === 'remove') return `remove ${change.path}`;
  if (change.kind === 'replace') return `replace "${change.from}" by "${change.to}" in ${change.path}`;
  return `set ${change.path} to ${JSON.stringify(change.value)}`;
}

/** The payload with the same changes; a text that does not hold what is replaced stays as it is. */
export function applied(payload: Payload, changes: readonly Change[]): Payload {
  const copy = structuredClone(payload) as Record<string, unknown>;
  for (const change of changes) apply(copy, change);
  return copy;
}

function apply(root: Record<string, unknown>, change: Change): void {
  const keys = [...change.path.matchAll(/[^.[\]]+/g)].map(([key]) => key);
  const last = keys.pop();
  if (last === undefined) return;
  let target: Record<string, unknown> = root;
  for (const key of keys) {
    const next = target[key];
    if (typeof next !== 'object' || next === null) {
      if (change.kind !== 'set') return;
      target[key] = {};
    }
    target = target[key] as Record<string, unknown>;
  }
  if (change.kind === 'remove') delete target[last];
  else if (change.kind === 'set') target[last] = change.value;
  else if (typeof target[last] === 'string') target[last] = target[last].replaceAll(change.from, change.to);
}
