/** A machine's chart as data: what any reader needs to draw it, in the order in which it was written. */
import { hash } from 'node:crypto';
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import type { MachineActorDefinition } from '../definition.ts';
import type { Chart, ChartNode, ChartTransition } from './api.ts';
import { actionName, eventWords, guardName } from './naming.ts';
import { type Node, standingOfNode } from './standing.ts';

/** The transition by which an actor comes to life. */
export const START = 'start' as const;

export interface DrawnMachine {
  chart: Chart;
  /** The chart's ids of the machine's own transitions. */
  ids: ReadonlyMap<AnyTransitionDefinition, string>;
}

export function draw({ type, version, machine, starts }: MachineActorDefinition): DrawnMachine {
  const nodes: ChartNode[] = [];
  const transitions: ChartTransition[] = [];
  const ids = new Map<AnyTransitionDefinition, string>();
  const visit = (node: Node) => {
    nodes.push(describeNode(node, nodes.length));
    for (const [eventType, definitions] of transitionsOf(node)) {
      definitions.forEach((definition, index) => {
        const id = `${pathOf(node)}/${eventType || 'always'}/${index}`;
        ids.set(definition, id);
        transitions.push(describeTransition(id, node, eventType, definition, machine, transitions.length));
      });
    }
    for (const child of inOrder(node)) visit(child);
  };
  visit(machine.root as Node);
  const fingerprint = hash('sha256', JSON.stringify([machine.id, nodes, transitions])).slice(0, 16);
  const start = { id: START, events: [...starts], target: initialOf(machine.root as Node) ?? '' };
  return { chart: { type, machineId: machine.id, version, hash: fingerprint, start, nodes, transitions }, ids };
}

export function pathOf(node: Node): string {
  return node.path.join('.');
}

export function inOrder(node: Node): Node[] {
  return (Object.values(node.states) as Node[]).sort((a, b) => a.order - b.order);
}

function* transitionsOf(node: Node): Generator<[string, readonly AnyTransitionDefinition[]]> {
  yield* node.transitions as Map<string, AnyTransitionDefinition[]>;
  if (node.always && node.always.length > 0) yield ['', node.always as AnyTransitionDefinition[]];
}

function describeNode(node: Node, order: number): ChartNode {
  return {
    id: pathOf(node),
    name: node.key,
    parent: node.parent ? pathOf(node.parent as Node) : null,
    kind: kindOf(node),
    initial: initialOf(node),
    tags: [...node.tags],
    standing: standingOfNode(node),
    description: node.description ?? null,
    invokes: node.invoke.map(({ id, src }) => ({ id, src: String(src) })),
    order,
  };
}

function kindOf(node: Node): ChartNode['kind'] {
  if (node.type === 'history') return node.history === 'deep' ? 'deepHistory' : 'history';
  const transient =
    node.type === 'atomic' &&
    (node.always?.length ?? 0) > 0 &&
    node.transitions.size === 0 &&
    node.invoke.length === 0;
  return transient ? 'choice' : node.type;
}

function initialOf(node: Node): string | null {
  const [target] = node.type === 'compound' ? node.initial.target : [];
  return target ? pathOf(target as Node) : null;
}

function describeTransition(
  id: string,
  node: Node,
  eventType: string,
  { target, guard, reenter, actions }: AnyTransitionDefinition,
  machine: AnyStateMachine,
  order: number,
): ChartTransition {
  const { kind, event, delay } = eventWords(eventType);
  return {
    id,
    source: pathOf(node),
    targets: (target ?? []).map((each) => pathOf(each as Node)),
    kind,
    event,
    eventType,
    guard: guardName(guard),
    ...delayOf(delay, machine),
    reenter,
    actions: actions.map(actionName),
    order,
  };
}

function delayOf(
  delay: string | undefined,
  machine: AnyStateMachine,
): Pick<ChartTransition, 'delayMs' | 'delayName'> {
  if (delay === undefined) return { delayMs: null, delayName: null };
  if (/^\d+$/.test(delay)) return { delayMs: Number(delay), delayName: null };
  const bound: unknown = machine.implementations.delays[delay];
  return { delayMs: typeof bound === 'number' ? bound : null, delayName: delay };
}
