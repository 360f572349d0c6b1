import type { Outcome } from '../activities/outcome.ts';
import type { MachineActorDefinition } from '../definition.ts';
import { type Address, address, type Message } from '../message.ts';
import { Registry } from '../registry.ts';
import { type ActorState, type StoredState, toStored } from '../turn/actor-state.ts';
import { stateName } from '../turn/machine.ts';
import { restoreActor } from '../turn/restore.ts';
import { ACTIVITY_REQUEST, type Machine, type Turn, takeTurn, timerMessage } from '../turn/turn.ts';

/** One machine actor without any I/O: takes messages one after the other and shows what each turn came to. */
export class Life {
  readonly address: Address;
  state: ActorState | undefined;
  now = 1_000_000;
  private readonly machine: Machine;
  private readonly forgetful: boolean;
  private readonly requests: Message[] = [];
  private said = 0;

  /** `forgetful`: after each turn it is stored as JSON and restored, as if another process went on. */
  constructor(definition: MachineActorDefinition, { forgetful = false } = {}) {
    this.machine = new Registry([definition]).get(definition.type) as Machine;
    this.address = address(definition.type, '1');
    this.forgetful = forgetful;
  }

  get at(): string {
    return this.state ? stateName(this.state.snapshot.value) : 'unborn';
  }

  get context(): Record<string, unknown> {
    return (this.state?.snapshot.context ?? {}) as Record<string, unknown>;
  }

  /** How many activities it has asked for so far. */
  get requested(): number {
    return this.requests.length;
  }

  get stored(): StoredState {
    return JSON.parse(JSON.stringify(toStored(this.born))) as StoredState;
  }

  /** A message from outside. */
  say(type: string, payload: Record<string, unknown> = {}): Turn {
    this.said += 1;
    return this.take(this.message(`m${this.said}`, type, payload)) as Turn;
  }

  message(id: string, type: string, payload: Record<string, unknown> = {}): Message {
    return { id, to: this.address, type, payload, correlationId: 'c', sentAt: this.now };
  }

  /** The message by which the earliest pending timer fires; undefined where none is set. */
  timer(): Message | undefined {
    const [timer] = [...(this.state?.timers ?? [])].sort((a, b) => a.dueAt - b.dueAt);
    return timer && timerMessage(this.born, timer);
  }

  /** Moves the clock to the earliest timer and fires it. */
  ring(): Turn | undefined {
    const timer = this.timer();
    if (!timer) return undefined;
    this.now = Math.max(this.now, timer.sentAt);
    return this.take(timer);
  }

  /** The message that brings the end of the nth activity that was asked for, as the activity desk words it. */
  answer(nth: number, outcome: Outcome | { error: unknown }): Message {
    const request = this.requests.at(nth) as Message;
    const { invokeId } = request.payload as { invokeId: string };
    const end = 'error' in outcome ? { error: outcome.error } : { output: outcome };
    const type = `xstate.${'error' in outcome ? 'error' : 'done'}.actor.${invokeId}`;
    return { ...request, type, payload: { ...end, actorId: invokeId } };
  }

  take(message: Message): Turn | undefined {
    const turn = takeTurn(this.machine, this.state, message, this.now);
    if (!turn) return undefined;
    this.requests.push(...turn.outgoing.filter(({ type }) => type === ACTIVITY_REQUEST));
    this.state = this.forgetful ? this.throughJson(turn.after) : turn.after;
    return turn;
  }

  private get born(): ActorState {
    if (!this.state) throw new Error('not started');
    return this.state;
  }

  private throughJson(state: ActorState): ActorState {
    const stored = toStored(state);
    return restoreActor(this.machine, {
      address: state.address,
      machine_version: state.machineVersion,
      version: state.version,
      status: stored.status,
      state: stateName(stored.value),
      event_count: state.eventCount,
      snapshot: JSON.parse(JSON.stringify(stored)) as StoredState,
      wake_due: null,
    });
  }
}
