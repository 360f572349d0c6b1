/**
 * A chain of turns inside one commit: messages between actors of this process are handled in the transaction of the turn
 * that sent them, round after round over the whole batch, until one leaves the process (an activity, another process's
 * actor), sets out to wait (a timer), or the rounds are used up. What is left goes through the outbox as ever.
 *
 * 1. Every turn of the chain is journaled like any other; its message never was in the outbox, because nobody outside the
 *    transaction could have seen it.
 * 2. A message of a chain cannot be a repetition: its id comes from a turn of this very transaction. What can still go
 *    wrong (another process moved the actor, the actor is parked) undoes the whole batch, which then runs unchained.
 * 3. A chained message never overtakes one that already waits for the same actor.
 * 4. Where actors are divided, other processes want the same rows as the handlers here. Then each handler runs once in a
 *    transaction, so that it locks its rows in one order; locks taken round after round would be deadlocks.
 * 5. A message that fails is not chained: it goes to the outbox, and fails there with attempts and a dead letter.
 */
import type { HandlerOutcome } from '../definition.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import type { Registered } from '../registry.ts';
import { allSettled } from '../store/all-settled.ts';
import type { Connection } from '../store/connection.ts';
import { loadActors } from '../store/load.ts';
import type { ActorState } from './actor-state.ts';
import type { BatchContext } from './batch-context.ts';
import type { Moves } from './moves.ts';
import { restoreActor } from './restore.ts';
import { ACTIVITY_REQUEST, type Turn, takeTurn } from './turn.ts';
import { validate } from './validate.ts';

/** How far a batch may chain: into the actors of this process for which nothing waits. */
export interface Reach {
  rounds: number;
  /** `own`: the actor's one message under way is in this very batch. */
  reaches(message: Message, own: boolean): boolean;
}

/** Answers one message of a handler: what it sends, in order. */
export type Answer = (message: Message, outcome: HandlerOutcome) => readonly Message[];
export type RunHandler = (type: string, messages: readonly Message[]) => Promise<readonly HandlerOutcome[]>;

export interface ChainOptions {
  context: BatchContext;
  /** How often the messages of one round may cause another. */
  rounds: number;
  /** Whether the target is worked here and nothing waits for it. */
  reaches(message: Message): boolean;
  /** Handlers that have run in this transaction, where they may run once only. */
  spent?: Set<string> | undefined;
  /** Throws where nobody has this address. */
  knows(to: Address): void;
  run: RunHandler;
  answer: Answer;
  /** Called for each turn of a machine, in order. */
  took(turn: Turn): void;
  /** Where what the chain handles and moves is gathered. */
  moves: Moves;
}

export class Chain {
  /** What leaves the transaction, in the order it was sent. */
  readonly carried: Message[] = [];
  readonly turns: Turn[] = [];
  private readonly options: ChainOptions;
  private readonly states: Map<Address, ActorState>;

  /** `states` are the actors as the batch has left them so far. */
  constructor(options: ChainOptions, states: ReadonlyMap<Address, ActorState>) {
    this.options = options;
    this.states = new Map(states);
  }

  async run(connection: Connection, sent: readonly Message[]): Promise<void> {
    let frontier = sent;
    for (let round = 0; round < this.options.rounds && frontier.length > 0; round += 1) {
      const near: Message[] = [];
      for (const message of frontier) (this.isNear(message) ? near : this.carried).push(message);
      if (near.length === 0) return;
      frontier = await this.round(connection, near);
    }
    this.carried.push(...frontier);
  }

  private isNear(message: Message): boolean {
    if (message.type === ACTIVITY_REQUEST || this.options.spent?.has(typeOf(message.to))) return false;
    return this.options.reaches(message);
  }

  /** Handlers are asked first: what they ask the database is under way while the machines take their turns. */
  private async round(connection: Connection, messages: readonly Message[]): Promise<Message[]> {
    await this.load(connection, messages);
    const next: Message[] = [];
    const machines: [Extract<Registered, { kind: 'machine' }>, Message][] = [];
    const handled = new Map<string, Map<Address, Message>>();
    for (const message of messages) {
      const registered = this.options.context.registry.get(typeOf(message.to));
      if (registered.kind === 'machine') machines.push([registered, message]);
      else this.attempt(message, () => void (this.enqueue(handled, registered, message) || next.push(message)));
    }
    const answers = this.runHandlers(handled);
    for (const [registered, message] of machines)
      this.attempt(message, () => next.push(...this.turn(registered, message)));
    for (const [message, outcome] of await answers) next.push(...this.options.answer(message, outcome));
    return next;
  }

  private attempt(message: Message, handle: () => void): void {
    try {
      handle();
    } catch {
      this.carried.push(message);
    }
  }

  private async runHandlers(
    handled: ReadonlyMap<string, ReadonlyMap<Address, Message>>,
  ): Promise<[Message, HandlerOutcome][]> {
    const groups = [...handled].sort(([a], [b]) => (a < b ? -1 : 1));
    const runs = groups.map(async ([type, byActor]) => {
      const messages = [...byActor.values()];
      this.options.spent?.add(type);
      const outcomes = await this.options.run(type, messages);
      return messages.map((message, index): [Message, HandlerOutcome] => [
        message,
        outcomes[index] as HandlerOutcome,
      ]);
    });
    await allSettled(runs);
    const answers = (await Promise.all(runs)).flat();
    for (const [message] of answers) this.options.moves.handled(message);
    return answers;
  }

  private turn(registered: Extract<Registered, { kind: 'machine' }>, message: Message): readonly Message[] {
    const { context } = this.options;
    const before = this.states.get(message.to) ?? context.cache.get(message.to);
    const turn = takeTurn(registered, before, message, context.now());
    if (!turn) return [];
    for (const { to } of [...turn.outgoing, ...turn.after.timers]) if (to) this.options.knows(to);
    this.states.set(message.to, turn.after);
    this.turns.push(turn);
    this.options.moves.took(turn);
    this.options.took(turn);
    return turn.outgoing;
  }

  /** A handler gets at most one message per actor at a time; false: this one waits for the next round. */
  private enqueue(
    handled: Map<string, Map<Address, Message>>,
    { definition }: Registered,
    message: Message,
  ): boolean {
    const payload = validate(definition.messages, message);
    const group = handled.get(definition.type) ?? new Map<Address, Message>();
    if (group.has(message.to)) return false;
    handled.set(definition.type, group.set(message.to, { ...message, payload }));
    return true;
  }

  private async load(connection: Connection, messages: readonly Message[]): Promise<void> {
    const { registry, cache } = this.options.context;
    const missing = messages.flatMap(({ to, type }) => {
      const registered = registry.get(typeOf(to));
      if (registered.kind !== 'machine' || this.states.has(to) || cache.get(to)) return [];
      return registered.definition.starts.includes(type) ? [] : [to];
    });
    if (missing.length === 0) return;
    for (const row of await loadActors(connection, missing)) {
      const registered = registry.get(typeOf(row.address));
      if (registered.kind === 'machine') this.states.set(row.address, restoreActor(registered, row));
    }
  }
}
