/**
 * The pure turn: one message taken by one machine actor, and everything that follows from it as data.
 *
 * 1. The same state and message give the same turn, ids included; only `now` (for due times) comes from outside.
 * 2. Ids are `<address>@<version>.<n>`: one turn commits at a version, so an id that left the process is unique.
 * 3. Timers and activities are fenced by their id: an answer whose id is not pending changes nothing.
 */
import type { MachineActorDefinition } from '../definition.ts';
import { ActorNotFound, InvalidMessage, TurnFailed, UnknownMessage } from '../errors.ts';
import { type Address, idOf, type Message } from '../message.ts';
import type { ActorState, PendingActivity, Timer } from './actor-state.ts';
import type { DurableMachine, Effect, MachineEvent, Step } from './machine.ts';
import { validate } from './validate.ts';

/** The type of the message that asks for an activity to be run; it is addressed to the actor that invoked it. */
export const ACTIVITY_REQUEST = '@activity';
/** The type of the message that says a custom action has run. */
export const ACTION_DONE = '@action-done';

export interface EmittedEvent {
  version: number;
  type: string;
  payload: Record<string, unknown>;
}

export interface Turn {
  /** With its payload as the schema gave it back: so it is journaled. */
  message: Message;
  before: ActorState | undefined;
  after: ActorState;
  accepted: boolean;
  outgoing: Message[];
  events: EmittedEvent[];
}

export interface Machine {
  definition: MachineActorDefinition;
  durable: DurableMachine;
}

/** Undefined where the message is a timer that was cancelled or has fired: there is nothing to do or to record. */
export function takeTurn(
  machine: Machine,
  before: ActorState | undefined,
  message: Message,
  now: number,
): Turn | undefined {
  if (!before) return new TurnInProgress(machine, undefined, message, now).start();
  return new TurnInProgress(machine, before, message, now).step(before);
}

class TurnInProgress {
  private readonly machine: Machine;
  private readonly before: ActorState | undefined;
  private message: Message;
  private readonly now: number;
  private readonly version: number;
  private readonly outgoing: Message[] = [];
  private readonly events: EmittedEvent[] = [];
  private timers: Timer[];
  private activities: PendingActivity[];
  private eventCount: number;
  private issued = 0;

  constructor(machine: Machine, before: ActorState | undefined, message: Message, now: number) {
    this.machine = machine;
    this.before = before;
    this.message = message;
    this.now = now;
    this.version = (before?.version ?? 0) + 1;
    this.timers = before ? before.timers.slice() : [];
    this.activities = before ? before.activities.slice() : [];
    this.eventCount = before?.eventCount ?? 0;
  }

  start(): Turn {
    const { definition, durable } = this.machine;
    const { to, type, from } = this.message;
    if (!definition.starts.includes(type)) {
      if (!(type in definition.messages)) throw new UnknownMessage(type, to, Object.keys(definition.messages));
      throw new ActorNotFound(to, type, definition.starts);
    }
    const payload = this.understand();
    return this.finish(
      this.guarded(() => durable.start({ ...payload, id: idOf(to), sender: this.message.replyTo ?? from })),
    );
  }

  step(before: ActorState): Turn | undefined {
    const { id, type } = this.message;
    const timer = this.timers.find((pending) => pending.id === id);
    if (timer) {
      this.timers = this.timers.filter((pending) => pending !== timer);
      if (timer.to) {
        this.send(timer.to, timer.event);
        return this.idle(before, true);
      }
      return this.run(before, timer.event);
    }
    const activity = this.activities.find((pending) => pending.id === id);
    if (activity) {
      this.activities = this.activities.filter((pending) => pending !== activity);
      return this.run(before, { type, ...this.message.payload });
    }
    if (isTimer(this.message)) return undefined;
    if (type === ACTION_DONE || type.startsWith('xstate.')) return this.idle(before, false);
    const payload = this.understand();
    return this.run(before, {
      ...payload,
      type,
      ...(this.message.replyTo ? { replyTo: this.message.replyTo } : {}),
    });
  }

  /** The journal holds what was understood: defaults may come from settings that are others by the time of a replay. */
  private understand(): Record<string, unknown> {
    const payload = validate(this.machine.definition.messages, this.message);
    this.message = { ...this.message, payload };
    return payload;
  }

  private run(before: ActorState, event: MachineEvent): Turn {
    if (before.snapshot.status !== 'active') return this.idle(before, false);
    return this.finish(this.guarded(() => this.machine.durable.step(before.snapshot, event)));
  }

  /** A turn that is recorded and leaves the machine as it is. */
  private idle(before: ActorState, accepted: boolean): Turn {
    return this.done(before.snapshot, accepted);
  }

  private finish(step: Step): Turn {
    for (const effect of step.effects) this.apply(effect);
    if (step.snapshot.status !== 'active') {
      this.timers = [];
      this.activities = [];
    }
    return this.done(step.snapshot, step.accepted);
  }

  private done(snapshot: ActorState['snapshot'], accepted: boolean): Turn {
    const after: ActorState = {
      address: this.message.to,
      machineVersion: this.before?.machineVersion ?? this.machine.definition.version,
      version: this.version,
      eventCount: this.eventCount,
      snapshot,
      timers: this.timers,
      activities: this.activities,
      correlationId: this.before?.correlationId ?? this.message.correlationId,
      wakeDue: this.before?.wakeDue,
    };
    return {
      message: this.message,
      before: this.before,
      after,
      accepted,
      outgoing: this.outgoing,
      events: this.events,
    };
  }

  private apply(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        if (effect.delay === undefined) this.send(effect.to, effect.event);
        else this.schedule({ event: effect.event, sendId: effect.sendId, to: effect.to }, effect.delay);
        return;
      case 'timer':
        this.schedule({ event: effect.event, sendId: effect.sendId }, effect.delay);
        return;
      case 'cancel':
        this.timers = this.timers.filter(({ sendId }) => sendId !== effect.sendId);
        return;
      case 'emit':
        this.emit(effect.event);
        return;
      case 'invoke': {
        this.bound(effect.src, 'spawns');
        const id = this.request({ src: effect.src, invokeId: effect.invokeId, input: effect.input ?? null });
        this.activities.push({ id, invokeId: effect.invokeId, src: effect.src });
        return;
      }
      case 'stop':
        this.activities = this.activities.filter(({ invokeId }) => invokeId !== effect.invokeId);
        return;
      case 'custom':
        this.bound(effect.name, 'runs the action');
        this.request({ src: effect.name, input: effect.params ?? null });
    }
  }

  /** What `enqueueActions` decides on is not seen at registration. */
  private bound(name: string, does: string): void {
    if (name in (this.machine.definition.activities ?? {})) return;
    const problem = `it ${does} "${name}", which is not bound; name it and bind it in \`activities\``;
    throw new TurnFailed(this.message.to, this.message.type, problem);
  }

  private send(to: Address, event: MachineEvent): void {
    const { type, ...payload } = event;
    this.outgoing.push(this.caused(this.nextId(), to, type, payload));
  }

  private request(payload: Record<string, unknown>): string {
    const id = this.nextId();
    this.outgoing.push(this.caused(id, this.message.to, ACTIVITY_REQUEST, payload));
    return id;
  }

  private schedule(timer: Omit<Timer, 'id' | 'dueAt'>, delay: number): void {
    if (timer.sendId !== undefined) this.timers = this.timers.filter(({ sendId }) => sendId !== timer.sendId);
    const { sendId, to, event } = timer;
    this.timers.push({
      id: `${this.nextId()}${TIMER_SUFFIX}`,
      dueAt: this.now + Math.max(0, delay),
      event,
      ...(sendId === undefined ? {} : { sendId }),
      ...(to === undefined ? {} : { to }),
    });
  }

  private emit(event: MachineEvent): void {
    const { type, ...payload } = event;
    const known = this.machine.definition.events;
    if (!known || !(type in known)) {
      throw new TurnFailed(
        this.message.to,
        this.message.type,
        `it emits "${type}", which is not declared in \`events\``,
      );
    }
    this.eventCount += 1;
    this.events.push({ version: this.eventCount, type, payload });
  }

  private caused(id: string, to: Address, type: string, payload: Record<string, unknown>): Message {
    return causedBy(this.message, { id, to, type, payload }, this.now);
  }

  private nextId(): string {
    const id = `${this.message.to}@${this.version}.${this.issued}`;
    this.issued += 1;
    return id;
  }

  private guarded(run: () => Step): Step {
    try {
      return run();
    } catch (error) {
      if (error instanceof InvalidMessage) throw error;
      throw new TurnFailed(this.message.to, this.message.type, error);
    }
  }
}

const TIMER_SUFFIX = '~';

/** The message by which a timer of an actor fires. */
export function timerMessage(state: Pick<ActorState, 'address' | 'correlationId'>, timer: Timer): Message {
  const { type, ...payload } = timer.event;
  return {
    id: timer.id,
    to: state.address,
    type,
    payload,
    correlationId: state.correlationId,
    sentAt: timer.dueAt,
  };
}

/** Timers are recognised by their id, so that a stale one is dropped without a look at the actor's journal. */
export function isTimer(message: Pick<Message, 'id'>): boolean {
  return message.id.endsWith(TIMER_SUFFIX);
}

/** The one place where correlation and causation are stamped. */
export function causedBy(
  cause: Message,
  { id, to, type, payload }: Pick<Message, 'id' | 'to' | 'type' | 'payload'>,
  now: number,
): Message {
  return {
    id,
    to,
    from: cause.to,
    type,
    payload,
    correlationId: cause.correlationId,
    causationId: cause.id,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
    sentAt: now,
  };
}
