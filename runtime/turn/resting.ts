import type { AnyStateMachine } from 'xstate';
import type { ActorState } from './actor-state.ts';
import { stateName } from './machine.ts';

/** The tag of states in which an actor may stay for ever: its work is done, it only waits for what may never come. */
export const RESTING = 'resting';

interface Node {
  readonly path: readonly string[];
  readonly tags: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
}

/** The leaves in which an actor of this machine rests, by their paths: `paid.settled`. */
export function restingLeaves(machine: AnyStateMachine): Set<string> {
  const leaves = new Set<string>();
  const visit = ({ path, tags, states }: Node, around: boolean): void => {
    const rests = around || tags.includes(RESTING);
    const children = Object.values(states);
    if (children.length === 0 && rests) leaves.add(path.join('.'));
    for (const child of children) visit(child, rests);
  };
  visit(machine.root as unknown as Node, false);
  return leaves;
}

/** Whether the actor is in such leaves only, and nothing is pending for it. */
export function isAtRest({ snapshot, timers, activities }: ActorState, resting: ReadonlySet<string>): boolean {
  if (resting.size === 0 || timers.length > 0 || activities.length > 0) return false;
  return stateName(snapshot.value)
    .split(',')
    .every((leaf) => resting.has(leaf));
}
