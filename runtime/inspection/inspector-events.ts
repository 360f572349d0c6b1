/** A turn in the words of Stately's inspector: the protocol of `@statelyai/inspect`, which any inspector understands. */
import type { Address } from '../message.ts';
import type { ReplayedTurn } from './api.ts';

/** The version of `@statelyai/inspect` whose messages these are. */
const PROTOCOL = '0.7.2';

interface InspectedSnapshot {
  status: string;
  value: unknown;
  context: unknown;
  output?: unknown;
}

export interface InspectorEvent {
  type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  _version: string;
  createdAt: string;
  id: string | null;
  rootId: string;
  sessionId: string;
  name?: string;
  /** JSON of the machine. */
  definition?: string;
  snapshot?: InspectedSnapshot;
  event?: { type: string; [field: string]: unknown };
  sourceId?: string;
}

/** Introduces the actor, with the state that the next turn starts from. */
export function inspectedActor(
  actor: Address,
  definition: Record<string, unknown>,
  snapshot: InspectedSnapshot,
  at: number,
): InspectorEvent {
  return {
    type: '@xstate.actor',
    ...common(actor, at),
    name: actor,
    definition: JSON.stringify(definition),
    snapshot,
  };
}

/** The message, then the state that it led to. Nothing for a turn without states. */
export function inspectedTurn(actor: Address, { at, message, states }: ReplayedTurn): InspectorEvent[] {
  if (!states) return [];
  const shared = common(actor, Date.parse(at));
  const event = { ...message.payload, type: message.type };
  const source = message.from === null ? {} : { sourceId: message.from };
  const { status, context, output } = states;
  const snapshot = { status, value: stateValueOf(states.after), context, ...(output === null ? {} : { output }) };
  return [
    { type: '@xstate.event', ...shared, event, ...source },
    { type: '@xstate.snapshot', ...shared, event, snapshot },
  ];
}

function common(actor: Address, at: number) {
  return { _version: PROTOCOL, createdAt: String(at), id: null, rootId: actor, sessionId: actor };
}

type Tree = Map<string, Tree>;

/** XState's value of a state, from its leaves: `a.b` and `c.d` give `{a: 'b', c: 'd'}`. */
export function stateValueOf(leaves: readonly string[]): unknown {
  const root: Tree = new Map();
  for (const leaf of leaves) {
    let node = root;
    for (const key of leaf.split('.')) {
      const next: Tree = node.get(key) ?? new Map();
      node.set(key, next);
      node = next;
    }
  }
  return treeValueOf(root);
}

function treeValueOf(tree: Tree): unknown {
  const [only] = tree;
  if (tree.size === 1 && only?.[1].size === 0) return only[0];
  return Object.fromEntries([...tree].map(([key, inner]) => [key, inner.size === 0 ? {} : treeValueOf(inner)]));
}
