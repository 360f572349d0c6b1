import type { Chart } from '../api/types.ts';

type Node = Chart['nodes'][number];

/** What a state can lead to, over all transitions, guards ignored. */
export interface Reach {
  leaves: Set<string>;
  transitions: Set<string>;
}

/** Everything that can still happen from these leaves on; the leaves themselves only where something leads back. */
export function stepsFrom(chart: Chart, leaves: readonly string[]): Reach {
  const bySource = Map.groupBy(chart.transitions, ({ source }) => source);
  const reach: Reach = { leaves: new Set(), transitions: new Set() };
  const looked = new Set<string>();
  const queue = [...leaves];
  for (let leaf = queue.pop(); leaf !== undefined; leaf = queue.pop()) {
    if (looked.has(leaf)) continue;
    looked.add(leaf);
    if (isFinal(chart, leaf)) continue;
    for (const source of [leaf, ...around(leaf)])
      for (const { id, targets } of bySource.get(source) ?? []) {
        reach.transitions.add(id);
        for (const entered of targets.flatMap((target) => enteredBy(chart, target))) {
          reach.leaves.add(entered);
          queue.push(entered);
        }
      }
  }
  return reach;
}

/** The leaves in which one rests after entering a state; all of its parent's for a history state. */
export function enteredBy(chart: Chart, target: string): string[] {
  const node = chart.nodes.find(({ id }) => id === target);
  if (!node) return [];
  const children = chart.nodes.filter(({ parent }) => parent === target);
  switch (node.kind) {
    case 'compound': {
      const initial = node.initial ?? children[0]?.id;
      return initial === undefined ? [] : enteredBy(chart, initial);
    }
    case 'parallel':
      return children.flatMap(({ id }) => enteredBy(chart, id));
    case 'history':
    case 'deepHistory':
      return leavesIn(chart.nodes, node.parent ?? '');
    default:
      return [target];
  }
}

function leavesIn(nodes: readonly Node[], parent: string): string[] {
  const inside = nodes.filter(({ id }) => id !== parent && (parent === '' || id.startsWith(`${parent}.`)));
  return inside.filter(({ kind }) => kind === 'atomic' || kind === 'final').map(({ id }) => id);
}

function around(leaf: string): string[] {
  const parts = leaf.split('.');
  return [...parts.slice(1).map((_, at) => parts.slice(0, parts.length - 1 - at).join('.')), ''];
}

/** At the top: the machine is over. A final state inside a compound goes on by that one's `done`. */
function isFinal(chart: Chart, leaf: string): boolean {
  return !leaf.includes('.') && chart.nodes.find(({ id }) => id === leaf)?.kind === 'final';
}
