import type { DiffLine } from '../../components/diff.tsx';

/** What a turn changed in the context, by flat path, with the unchanged line before each change. */
export function contextDiff(
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown>,
): DiffLine[] {
  const old = flat(before ?? {});
  const now = flat(after);
  const paths = [...now.keys(), ...[...old.keys()].filter((path) => !now.has(path))];
  const lines: DiffLine[] = [];
  let unchanged: DiffLine | undefined;
  for (const path of paths) {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === is) {
      unchanged = { sign: ' ', text: `${path}: ${is}` };
      continue;
    }
    if (unchanged && before) lines.push(unchanged);
    unchanged = undefined;
    if (was !== undefined) lines.push({ sign: '-', text: `${path}: ${was}` });
    if (is !== undefined) lines.push({ sign: '+', text: `${path}: ${is}` });
  }
  return lines;
}

/** `payment.charge` → `"ch_5d02"`, in the order of the object; empty objects and lists are values. */
function flat(value: Record<string, unknown>): Map<string, string> {
  const paths = new Map<string, string>();
  const walk = (at: string, part: unknown) => {
    const entries = part !== null && typeof part === 'object' ? Object.entries(part) : [];
    if (entries.length === 0) paths.set(at, JSON.stringify(part) ?? 'undefined');
    for (const [key, inner] of entries) walk(Array.isArray(part) ? `${at}[${key}]` : `${at}.${key}`, inner);
  };
  for (const [key, part] of Object.entries(value)) walk(key, part);
  return paths;
}
