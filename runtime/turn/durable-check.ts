import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { InvalidDefinition } from '../errors.ts';

/**
 * Refuses, at registration, what a durable machine cannot hold: logic and actions written inline (a function has no name
 * that a stored snapshot could refer to), messages to a parent (a durable actor has none), and names nobody provides.
 */
export function refuseWhatCannotBeDurable(
  type: string,
  machine: AnyStateMachine,
  activities: ReadonlySet<string>,
): void {
  const check = new Check(type, machine, activities);
  check.node(machine.root);
}

type Action =
  | { type?: string; to?: unknown; resolve?: unknown; src?: unknown }
  | string
  | ((...args: never[]) => unknown);

type BuiltIn = { type?: string; to?: unknown; src?: unknown; delay?: unknown };

/** `and`, `or` and `not` are functions that hold the guards they combine. */
type Guard =
  | string
  | { type: string }
  | (((...args: never[]) => unknown) & { guards?: readonly Guard[] })
  | undefined;

interface Logic {
  getInitialSnapshot(scope: unknown, input: unknown): unknown;
  transition(snapshot: unknown, event: { type: string; data: unknown }, scope: unknown): { status?: unknown };
}

/** Told by what it does: XState's other kinds of logic look the same, and none else ends when it is told a promise's result. */
function isPromise(logic: Logic | undefined): boolean {
  if (!logic) return true;
  try {
    const event = { type: 'xstate.promise.resolve', data: undefined };
    return logic.transition(logic.getInitialSnapshot({}, undefined), event, {}).status === 'done';
  } catch {
    return false;
  }
}

class Check {
  private readonly type: string;
  private readonly machine: AnyStateMachine;
  private readonly activities: ReadonlySet<string>;

  constructor(type: string, machine: AnyStateMachine, activities: ReadonlySet<string>) {
    this.type = type;
    this.machine = machine;
    this.activities = activities;
  }

  node(node: AnyStateNode): void {
    for (const invoke of node.invoke) this.source(String(invoke.src), node.id);
    for (const action of [...node.entry, ...node.exit]) this.action(action as Action, node.id);
    const transitions = [...node.transitions.values()].flat();
    for (const transition of [...transitions, ...(node.always ?? [])]) {
      this.guard(transition.guard as Guard, node.id);
      for (const action of transition.actions) this.action(action as Action, node.id);
    }
    for (const { delay } of node.after) this.delay(delay, node.id);
    if (node.type === 'compound') {
      for (const action of node.initial.actions) this.action(action as Action, node.id);
    }
    for (const child of Object.values(node.states)) this.node(child);
  }

  private source(src: string, where: string): void {
    if (src.startsWith('xstate.invoke.')) {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" invokes logic written inline`,
        'Name it in setup({ actors }), invoke it by that name, and bind the work in `activities`.',
      );
    }
    if (!this.activities.has(src)) {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" invokes "${src}", which is not bound`,
        `Add "${src}" to \`activities\`.`,
      );
    }
    if (!isPromise(this.machine.implementations.actors[src] as Logic | undefined)) {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" invokes "${src}", which is not a promise`,
        'Declare it with fromPromise; make a child machine an actor of its own and talk to it with sendTo.',
      );
    }
  }

  private action(action: Action, where: string): void {
    if (typeof action === 'function' && !('resolve' in action)) {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" runs an action written inline`,
        'Name the action and bind it in `activities`, or express it with assign, sendTo, raise or emit.',
      );
    }
    if (typeof action === 'string' || !('resolve' in action)) {
      this.named(typeof action === 'string' ? action : String(action.type), where);
      return;
    }
    this.builtin(action as BuiltIn, where);
  }

  private named(name: string, where: string): void {
    const implementation = this.machine.implementations.actions[name] as Action | undefined;
    if (implementation && typeof implementation === 'function' && 'resolve' in implementation) {
      this.builtin(implementation as BuiltIn, where);
      return;
    }
    if (!this.activities.has(name)) {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" runs the custom action "${name}", which is not bound`,
        `Add "${name}" to \`activities\`, so that it runs after the commit and again after a crash.`,
      );
    }
  }

  /** XState finds out only when the transition is tried. */
  private guard(guard: Guard, where: string): void {
    if (typeof guard === 'function') {
      for (const part of guard.guards ?? []) this.guard(part, where);
      return;
    }
    const name = typeof guard === 'object' ? guard.type : guard;
    if (name === undefined || name in this.machine.implementations.guards) return;
    throw new InvalidDefinition(
      this.type,
      `state "${where}" has the guard "${name}", which is not provided`,
      `Add "${name}" to setup({ guards }).`,
    );
  }

  /** XState takes a delay that nobody provides for none at all. */
  private delay(delay: unknown, where: string): void {
    if (typeof delay !== 'string' || delay in this.machine.implementations.delays) return;
    throw new InvalidDefinition(
      this.type,
      `state "${where}" waits for the delay "${delay}", which is not provided`,
      `Add "${delay}" to setup({ delays }).`,
    );
  }

  private builtin(action: BuiltIn, where: string): void {
    this.delay(action.delay, where);
    if (action.type === 'xstate.sendTo' && action.to === '#_parent') {
      throw new InvalidDefinition(
        this.type,
        `state "${where}" uses sendParent, and a durable actor has no parent`,
        'Keep the address of the other actor in the context (a start message brings `sender`) and use sendTo.',
      );
    }
    if (action.type === 'xstate.spawnChild') {
      if (typeof action.src !== 'string') this.source('xstate.invoke.', where);
      else this.source(action.src, where);
    }
  }
}
