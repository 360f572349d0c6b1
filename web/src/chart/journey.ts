import type { Chart, Turn } from '../api/types.ts';
import { stepsFrom } from './reachable.ts';

/** What of a chart an actor has been through after one of its turns, and what is left. */
export interface Journey {
  /** The turn that is shown. */
  turn: Turn;
  /** Its place among the turns, from 0. */
  at: number;
  isLast: boolean;
  /** The states it rests in. */
  now: readonly string[];
  /** All leaves it was in before, those of now included. */
  visited: Set<string>;
  /** Versions of the turns in which a transition fired, by its id. */
  fired: Map<string, number[]>;
  /** What can still happen, over all transitions, guards ignored. */
  possible: { leaves: Set<string>; transitions: Set<string> };
  /** By leaf: how long the last stay took that is over after this turn, ms. */
  took: Map<string, number>;
  /** How long it stayed in the states of now, ms; undefined where that is not over. */
  stayed: number | undefined;
  /** When it came to the states of now, epoch ms; undefined where no replay says it. */
  since: number | undefined;
}

/**
 * @param at place of the turn that is shown
 * @param turns all turns that are known, from the first on
 * @param standing the states it is in, which are known although its turns cannot be replayed
 */
export function journeyTo(
  chart: Chart,
  turns: readonly Turn[],
  at: number,
  standing: readonly string[] = [],
): Journey | undefined {
  const turn = turns[at];
  if (!turn) return undefined;
  const visited = new Set<string>();
  const fired = new Map<string, number[]>();
  for (const { version, states } of turns.slice(0, at + 1)) {
    for (const leaf of states?.after ?? []) visited.add(leaf);
    for (const id of new Set(states?.fired)) fired.set(id, [...(fired.get(id) ?? []), version]);
  }
  const isLast = at === turns.length - 1;
  const now = turn.states?.after ?? (isLast ? standing : []);
  const { took, stayed, since } = stays(turns, at);
  return {
    turn,
    at,
    isLast,
    now,
    visited,
    fired,
    possible: stepsFrom(chart, now),
    took,
    stayed,
    since,
  };
}

/** A stay lasts from entering a leaf to the turn that leaves it, whatever happens to it meanwhile. */
function stays(turns: readonly Turn[], at: number) {
  const took = new Map<string, number>();
  const entered = new Map<string, number>();
  const now = new Set(turns[at]?.states?.after);
  let stayed: number | undefined;
  for (const [index, { at: iso, states }] of turns.entries()) {
    if (!states) continue;
    const time = Date.parse(iso);
    for (const [leaf, from] of entered)
      if (!states.after.includes(leaf)) {
        if (index <= at) took.set(leaf, time - from);
        else if (now.has(leaf) && stayed === undefined) stayed = time - from;
        entered.delete(leaf);
      }
    for (const leaf of states.after)
      if (!entered.has(leaf) && (index <= at || !now.has(leaf))) entered.set(leaf, time);
  }
  return { took, stayed, since: sinceOf(turns, at) };
}

/** When it came to where it is after a turn: the first of the turns since that changed nothing about it. */
export function sinceOf(turns: readonly Turn[], at: number): number | undefined {
  const here = turns[at]?.states?.after.join();
  if (here === undefined) return undefined;
  let first = at;
  while (first > 0 && turns[first - 1]?.states?.after.join() === here) first--;
  return Date.parse(turns[first]?.at ?? '');
}
