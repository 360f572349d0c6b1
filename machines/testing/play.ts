import type { AnyStateMachine } from 'xstate';
import { DurableMachine, type Effect, type Step, stateName } from '../../runtime/turn/machine.ts';

/** A message as a machine gets or sends it. */
export interface PlayedMessage {
  type: string;
  [field: string]: unknown;
}

/** What one step of a machine came to. */
export interface Played {
  state: string;
  sent: { to: string; message: PlayedMessage }[];
  emitted: PlayedMessage[];
  invoked: { src: string; input: unknown }[];
}

/** A machine is set up once for all its plays; nothing of a play stays in it. */
const benches = new WeakMap<AnyStateMachine, DurableMachine>();

/**
 * A machine on the bench: the transitions of the runtime, its timers in hand, nothing executed.
 *
 * @example const order = new Play(orderMachine, input); order.on({ type: 'StockReserved' }); order.timeout();
 */
export class Play {
  private readonly machine: DurableMachine;
  private readonly timers = new Map<string | undefined, { event: PlayedMessage; delay: number }>();
  private snapshot: Step['snapshot'];
  last: Played;

  constructor(machine: AnyStateMachine, input: Record<string, unknown>) {
    this.machine = benches.get(machine) ?? new DurableMachine(machine);
    benches.set(machine, this.machine);
    const first = this.machine.start(input);
    this.snapshot = first.snapshot;
    this.last = this.collect(first);
  }

  get state(): string {
    return stateName(this.snapshot.value);
  }

  get context(): Record<string, unknown> {
    return this.snapshot.context as Record<string, unknown>;
  }

  get final(): boolean {
    return this.snapshot.status === 'done';
  }

  /** The armed timers' delays in milliseconds. */
  get delays(): number[] {
    return [...this.timers.values()].map(({ delay }) => delay);
  }

  on(message: PlayedMessage): Played {
    this.last = this.collect(this.machine.step(this.snapshot, message));
    return this.last;
  }

  /** The one armed timer fires. */
  timeout(): Played {
    const [id, timer] = [...this.timers][0] ?? [];
    if (!timer || this.timers.size !== 1) throw new Error(`${this.timers.size} timers are armed in ${this.state}`);
    this.timers.delete(id);
    return this.on(timer.event);
  }

  /** The invoked activity answers. */
  answer(src: string, output: unknown): Played {
    return this.on({ type: `xstate.done.actor.${src}`, output, actorId: src });
  }

  /** The invoked activity throws. */
  fail(src: string, error: unknown): Played {
    return this.on({ type: `xstate.error.actor.${src}`, error, actorId: src });
  }

  private collect({ snapshot, effects }: Step): Played {
    this.snapshot = snapshot;
    const played: Played = { state: this.state, sent: [], emitted: [], invoked: [] };
    for (const effect of effects) this.take(effect, played);
    return played;
  }

  private take(effect: Effect, { sent, emitted, invoked }: Played): void {
    if (effect.kind === 'send') sent.push({ to: effect.to, message: effect.event });
    if (effect.kind === 'emit') emitted.push(effect.event);
    if (effect.kind === 'invoke') invoked.push({ src: effect.src, input: effect.input });
    if (effect.kind === 'timer') this.timers.set(effect.sendId, { event: effect.event, delay: effect.delay });
    if (effect.kind === 'cancel') this.timers.delete(effect.sendId);
  }
}
