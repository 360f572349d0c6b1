/**
 * XState behind one file. Everything else of the runtime sees a machine as two pure functions, `start` and `step`, that
 * return the next state and what the machine wants done, as data.
 *
 * 1. No action is executed here, no clock is read, no actor is started.
 * 2. A snapshot held in memory and one restored from JSON behave alike: children are stand-ins that only carry an id,
 *    because the runtime itself keeps what is pending.
 */
import { type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';
import type { ActorStatus } from '../definition.ts';
import type { Address } from '../message.ts';

export type Snapshot = AnyMachineSnapshot;

/** An event or message body as XState sees it: the type beside the payload's own fields. */
export interface MachineEvent {
  type: string;
  [field: string]: unknown;
}

/** What a machine wants done, in the order in which it asked. */
export type Effect =
  | { kind: 'send'; to: Address; event: MachineEvent; sendId?: string; delay?: number }
  | { kind: 'timer'; event: MachineEvent; sendId?: string; delay: number }
  | { kind: 'cancel'; sendId: string }
  | { kind: 'emit'; event: MachineEvent }
  | { kind: 'invoke'; invokeId: string; src: string; input: unknown }
  | { kind: 'stop'; invokeId: string }
  | { kind: 'custom'; name: string; params: unknown };

export interface Step {
  snapshot: Snapshot;
  effects: Effect[];
  /** False where the machine had no transition for the event. */
  accepted: boolean;
}

/** The JSON form of a snapshot; fields that say nothing are left out. */
export interface StoredSnapshot {
  value: unknown;
  context: Record<string, unknown>;
  status: ActorStatus;
  historyValue?: unknown;
  output?: unknown;
  error?: unknown;
}

/** The parameters of XState's built-in actions, as far as they are read here. */
interface BuiltInParams {
  event: MachineEvent;
  id: string;
  sendId: string;
  delay: unknown;
  src: string;
  input: unknown;
  to: unknown;
}

interface RawAction {
  type: string;
  params: Record<string, unknown> | undefined;
}

interface Scope {
  self: unknown;
  actionExecutor(action: RawAction): void;
}

/** The parts of XState's machine that take an explicit scope; its public types hide the scope's shape. */
interface ScopedMachine {
  transition(snapshot: Snapshot, event: MachineEvent, scope: Scope): Snapshot;
  getInitialSnapshot(scope: Scope, input: unknown): Snapshot;
  restoreSnapshot(snapshot: unknown, scope: Scope): Snapshot;
}

export class DurableMachine {
  private readonly machine: ScopedMachine;
  private readonly scope: Scope;
  private actions: RawAction[] = [];

  constructor(machine: AnyStateMachine) {
    this.machine = machine as unknown as ScopedMachine;
    const self = createActor(machine);
    this.scope = {
      self,
      system: self.system,
      id: '',
      sessionId: '',
      logger: () => {},
      defer: () => {},
      emit: () => {},
      stopChild: () => {},
      actionExecutor: (action: RawAction) => void this.actions.push(action),
    } as Scope;
  }

  /** The first state. Throws what the machine's own code throws. */
  start(input: Record<string, unknown>): Step {
    this.actions = [];
    const snapshot = this.machine.getInitialSnapshot(this.scope, input);
    if (snapshot.status === 'error') throw snapshot.error;
    return this.finish(undefined, snapshot, true);
  }

  /** One macrostep. Throws what a guard, an assign or an expression throws. */
  step(before: Snapshot, event: MachineEvent): Step {
    this.actions = [];
    const snapshot = this.machine.transition(before, event, this.scope);
    return this.finish(before, snapshot, snapshot !== before || this.actions.length > 0);
  }

  /** `pending` are the ids of the invocations that have not answered. */
  restore(stored: StoredSnapshot, pending: readonly string[]): Snapshot {
    const snapshot = this.machine.restoreSnapshot({ ...stored, children: {} }, this.scope);
    for (const invokeId of pending) standIn(snapshot, invokeId);
    return snapshot;
  }

  private finish(before: Snapshot | undefined, snapshot: Snapshot, accepted: boolean): Step {
    const effects: Effect[] = [];
    for (const action of this.actions) collect(action, this.scope.self, effects);
    for (const invokeId of Object.keys(snapshot.children)) {
      const known = before !== undefined && invokeId in before.children;
      if (!known && !effects.some((effect) => effect.kind === 'invoke' && effect.invokeId === invokeId)) {
        throw new Error(`assign spawned "${invokeId}", which nothing would run; use invoke or spawnChild`);
      }
      standIn(snapshot, invokeId);
    }
    return { snapshot, effects, accepted };
  }
}

export function store(snapshot: Snapshot): StoredSnapshot {
  const stored: StoredSnapshot = { value: snapshot.value, context: snapshot.context, status: snapshot.status };
  const history = Object.entries(snapshot.historyValue ?? {});
  if (history.length > 0) {
    stored.historyValue = Object.fromEntries(
      history.map(([key, nodes]) => [key, (nodes as { id: string }[]).map(({ id }) => ({ id }))]),
    );
  }
  if (snapshot.output !== undefined) stored.output = snapshot.output;
  if (snapshot.error !== undefined) stored.error = describeError(snapshot.error);
  return stored;
}

/** `shipping`, `a.b`, parallel regions joined by a comma: `order.paying,mail.idle`. */
export function stateName(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as Record<string, unknown>)
    .flatMap(([key, inner]) => {
      const name = stateName(inner);
      return name ? name.split(',').map((leaf) => `${key}.${leaf}`) : [key];
    })
    .join(',');
}

function standIn(snapshot: Snapshot, invokeId: string): void {
  const children = snapshot.children as Record<string, unknown>;
  children[invokeId] = { id: invokeId, getSnapshot: () => ({ status: 'active' }) };
}

function describeError(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message } : error;
}

function collect(action: RawAction, self: unknown, effects: Effect[]): void {
  const params = (action.params ?? {}) as unknown as BuiltInParams;
  switch (action.type) {
    case 'xstate.raise':
      if (typeof params.delay === 'number') {
        effects.push({ kind: 'timer', event: params.event, sendId: params.id, delay: params.delay });
      }
      return;
    case 'xstate.sendTo':
      effects.push(sendEffect(params, self));
      return;
    case 'xstate.cancel':
      effects.push({ kind: 'cancel', sendId: params.sendId });
      return;
    case 'xstate.emit':
      effects.push({ kind: 'emit', event: params.event });
      return;
    case 'xstate.spawnChild':
      effects.push({ kind: 'invoke', invokeId: params.id, src: params.src, input: params.input });
      return;
    case 'xstate.stopChild':
      if (params.id) effects.push({ kind: 'stop', invokeId: params.id });
      return;
    case 'xstate.assign':
    case 'xstate.log':
      return;
    default:
      effects.push({ kind: 'custom', name: action.type, params: action.params });
  }
}

function sendEffect({ to, event, id, delay }: BuiltInParams, self: unknown): Effect {
  const later = typeof delay === 'number' ? { delay } : {};
  if (to === self && typeof delay === 'number') return { kind: 'timer', event, sendId: id, delay };
  const address = (to as { address?: Address } | undefined)?.address;
  if (!address)
    throw new Error(`sendTo("${event.type}") names no durable actor; pass an object { address: 'type/id' }`);
  return { kind: 'send', to: address, event, ...(id ? { sendId: id } : {}), ...later };
}
