import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate';

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

interface Action {
  type: string;
  params?: {
    to?: { address: string };
    event?: PlayedMessage;
    id?: string;
    delay?: number;
    src?: string;
    input?: unknown;
    sendId?: string;
  };
}

/**
 * A machine on the bench: pure transitions, its timers in hand, nothing executed.
 *
 * @example const order = new Play(orderMachine, input); order.on({ type: 'StockReserved' }); order.timeout();
 */
export class Play {
  private readonly machine: AnyStateMachine;
  private snapshot: AnyMachineSnapshot;
  private readonly timers = new Map<string, { event: PlayedMessage; delay: number }>();
  last: Played;

  constructor(machine: AnyStateMachine, input: object) {
    this.machine = machine;
    const [snapshot, actions] = initialTransition(machine, input);
    if (snapshot.status === 'error') throw snapshot.error;
    this.snapshot = snapshot;
    this.last = this.collect(actions as Action[]);
  }

  get state(): string {
    return nameOf(this.snapshot.value);
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
    const [snapshot, actions] = transition(this.machine, this.snapshot, message);
    this.snapshot = snapshot;
    this.last = this.collect(actions as Action[]);
    return this.last;
  }

  /** The one armed timer fires. */
  timeout(): Played {
    const [id, timer] = [...this.timers][0] ?? [];
    if (!id || !timer || this.timers.size !== 1)
      throw new Error(`${this.timers.size} timers are armed in ${this.state}`);
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

  private collect(actions: readonly Action[]): Played {
    const played: Played = { state: this.state, sent: [], emitted: [], invoked: [] };
    for (const { type, params = {} } of actions) {
      if (type === 'xstate.sendTo') played.sent.push({ to: params.to!.address, message: params.event! });
      if (type === 'xstate.emit') played.emitted.push(params.event!);
      if (type === 'xstate.spawnChild') played.invoked.push({ src: params.src!, input: params.input });
      if (type === 'xstate.raise' && params.delay !== undefined) {
        this.timers.set(params.id!, { event: params.event!, delay: params.delay });
      }
      if (type === 'xstate.cancel') this.timers.delete(params.sendId!);
    }
    return played;
  }
}

/** Nested states in dot notation. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[outer, inner] = ['', '']] = Object.entries(value as Record<string, unknown>);
  return `${outer}.${nameOf(inner)}`;
}
