import type { AnyStateMachine, StateNode } from 'xstate';
import type { ActorStatus } from '../definition.ts';
import { RESTING } from '../turn/resting.ts';
import type { StandingKind } from './api.ts';

/** States in which something is being undone, and the ends that this leads to. */
export const COMPENSATION = 'compensation';

type StateStanding = Exclude<StandingKind, 'stuck'>;
// biome-ignore lint/suspicious/noExplicitAny: XState's own type for any node
export type Node = StateNode<any, any>;

/** Its own tags and those of the states around it: an actor in it has them all. */
export function tagsOf(node: Node): Set<string> {
  const tags = new Set<string>(node.tags);
  for (let around = node.parent; around; around = around.parent) for (const tag of around.tags) tags.add(tag);
  return tags;
}

export function standingOfNode(node: Node): StateStanding {
  const tags = tagsOf(node);
  const ends = node.type === 'final' && node.parent?.parent === undefined;
  if (tags.has(COMPENSATION)) return ends ? 'cancelled' : 'compensating';
  return ends || tags.has(RESTING) ? 'confirmed' : 'pending';
}

/** What a machine's tags say of actors in these leaves. */
export class Standings {
  private readonly nodes = new Map<string, Node>();

  constructor(machine: AnyStateMachine) {
    const visit = (node: Node) => {
      this.nodes.set(node.path.join('.'), node);
      for (const child of Object.values(node.states)) visit(child as Node);
    };
    visit(machine.root as Node);
  }

  of(leaves: readonly string[], status: ActorStatus): StateStanding {
    const kinds = leaves.map((leaf) => this.node(leaf)).map((node) => (node ? standingOfNode(node) : 'pending'));
    const undoing = kinds.some((kind) => kind === 'compensating' || kind === 'cancelled');
    if (status === 'error') return 'cancelled';
    if (status !== 'active') return undoing ? 'cancelled' : 'confirmed';
    if (undoing) return 'compensating';
    return kinds.length > 0 && kinds.every((kind) => kind === 'confirmed') ? 'confirmed' : 'pending';
  }

  rests(leaves: readonly string[]): boolean {
    return leaves.length > 0 && leaves.every((leaf) => this.tagged(leaf, RESTING));
  }

  private tagged(leaf: string, tag: string): boolean {
    const node = this.node(leaf);
    return node !== undefined && tagsOf(node).has(tag);
  }

  private node(leaf: string): Node | undefined {
    return this.nodes.get(leaf);
  }
}

/** The leaves of a state's name as actors store it. */
export function leavesOf(state: string): string[] {
  return state === '' ? [] : state.split(',');
}
