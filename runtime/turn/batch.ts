/**
 * One batch: many turns, one transaction.
 *
 * It owns what happens between taking deliveries out of their mailboxes and knowing how each of them ended. It does not
 * own retries, connections or what follows a commit; the lane does.
 *
 * 1. All or nothing in the database: an error leaves no trace of any turn.
 * 2. A turn that repeats or conflicts is left out and never takes the others with it. Since hardly any does, the first try
 *    takes every message for new and every actor for unmoved, and claims them with its last statement, whose failure
 *    undoes the whole. It then runs again carefully: claims first, and leaves out what it could not claim.
 * 3. Messages leave a turn only through the outbox row that commits with it.
 * 4. Nothing here changes the cache or an envelope's count before the commit.
 * 5. When it fails, nothing of it is still running.
 */

import { release } from '../dead-letters/release.ts';
import type { HandlerOutcome } from '../definition.ts';
import { InvalidMessage, UnknownActorType, UnknownMessage } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import type { Registered } from '../registry.ts';
import { mustHold } from '../shards/fence.ts';
import { allSettled } from '../store/all-settled.ts';
import { type ClaimItem, claim, forget, type LeftOut } from '../store/claim.ts';
import type { Connection } from '../store/connection.ts';
import { loadActors } from '../store/load.ts';
import { type Envelope, type EventRow, seal } from '../store/seal.ts';
import { type Standing, standings } from '../store/standing.ts';
import { reached } from '../testing/crash-points.ts';
import { planWake } from '../timers/wake-plan.ts';
import { groupByType, handle, keepRows, knows, sentBy } from './actor-code.ts';
import { BatchSql } from './actor-sql.ts';
import type { ActorState } from './actor-state.ts';
import type { BatchContext } from './batch-context.ts';
import { Chain } from './chain.ts';
import type { Delivery, OpenEnvelope, Settlement } from './delivery.ts';
import { type Grouping, group } from './grouping.ts';
import { Moves } from './moves.ts';
import { restoreActor } from './restore.ts';
import type { Rider } from './rider.ts';
import { isTimer, type Turn, takeTurn } from './turn.ts';
import { validate } from './validate.ts';

/** How far a batch may chain: into the actors of this process for which nothing waits. */
export interface Reach {
  rounds: number;
  /** `own`: the actor's one message under way is in this very batch. */
  reaches(message: Message, own: boolean): boolean;
}

export class Batch {
  readonly deliveries: readonly Delivery[];
  readonly riders: readonly Rider[];
  failures: { delivery: Delivery; error: unknown }[] = [];
  readonly conflicts: Delivery[] = [];
  readonly settlements = new Map<Delivery, Settlement>();
  readonly events: EventRow[] = [];
  grouping: Grouping = { envelopes: [], replies: [] };
  readonly released: Envelope[] = [];
  closing: OpenEnvelope[] = [];
  /** The server was told to commit: should it go away now, nobody knows whether it did. */
  committing = false;
  /** Resolves with the commit; rejects where the server undid the transaction, or nobody knows. */
  committed: Promise<void> = Promise.resolve();
  private readonly context: BatchContext;
  private readonly states = new Map<string, ActorState>();
  /** Addresses whose state was read from the database in this batch. */
  private readonly fresh = new Set<string>();
  private readonly turns = new Map<Delivery, Turn>();
  private readonly handled = new Map<Delivery, Message>();
  private readonly outgoing: Message[] = [];
  private readonly parked: Message[] = [];
  /** Each machine actor as its last turn in this batch leaves it. */
  private readonly latest = new Map<Address, ActorState>();
  private readonly wakes: { address: string; dueAt: number }[] = [];
  private readonly asleep: string[] = [];

  private readonly reach: Reach | undefined;
  /** Claims before it runs anything else, if there is anything to claim. */
  readonly careful: boolean;
  private readonly moves = new Moves();
  /** Statements of actors' code whose answers come with the commit's. */
  private written: readonly Promise<unknown>[] = [];
  /** Whether messages of this batch were handled in its own transaction. */
  chained = false;

  /** With a `reach`, messages inside it are chained. */
  constructor(
    context: BatchContext,
    deliveries: readonly Delivery[],
    riders: readonly Rider[],
    { reach, careful = false }: { reach?: Reach | undefined; careful?: boolean } = {},
  ) {
    this.context = context;
    this.deliveries = deliveries;
    this.riders = riders;
    this.reach = reach;
    this.careful = careful || deliveries.length === 0 || deliveries.some(isDelicate);
  }

  /** The machine actors that the commit moved, as they are now. */
  get moved(): Iterable<ActorState> {
    return this.latest.values();
  }

  /**
   * Sends everything up to the commit, and resolves when that has left: then `committed` tells how it ended. `before` is
   * the conclusion of the batch in front, which may still be committing while this one computes; what it changed in this
   * process (states, envelopes) is waited for as soon as it matters.
   */
  async send(connection: Connection, before: Promise<void>): Promise<void> {
    await this.load(connection);
    this.compute();
    if (this.failures.length > 0) await this.reconsider(connection);
    if (this.turns.size + this.handled.size + this.riders.length + this.settlements.size === 0) return;
    reached('commit:before');
    const begun = [connection.command('BEGIN'), this.fence(connection)];
    const claimed = this.careful ? claim(connection, this.claims()) : undefined;
    const started = allSettled([...begun, claimed].filter((statement) => statement !== undefined));
    started.catch(() => undefined); // looked at below
    if (claimed) await started;
    await before;
    if (claimed) await this.sort(connection, await claimed);
    else this.plan();
    await this.run(connection, started);
    reached('commit:after-turns');
    await this.finish(connection);
  }

  /** Riders write nothing that another owner could contradict. */
  private fence(connection: Connection): Promise<void> | undefined {
    const leases = this.deliveries.length > 0 ? this.context.leases() : [];
    return leases.length > 0 ? mustHold(connection, this.context.owner, leases) : undefined;
  }

  private async load(connection: Connection): Promise<void> {
    const missing = this.deliveries.flatMap(({ message, collisions }) => {
      const registered = this.context.registry.find(typeOf(message.to));
      if (registered?.kind !== 'machine' || this.context.cache.get(message.to)) return [];
      // A start message is taken for the actor's first until the database says otherwise.
      const surelyNew = registered.definition.starts.includes(message.type) && !message.redrives;
      return surelyNew && !collisions ? [] : [message.to];
    });
    for (const address of missing) this.fresh.add(address);
    if (missing.length === 0) return;
    for (const row of await loadActors(connection, missing)) {
      const registered = this.context.registry.get(typeOf(row.address));
      if (registered.kind === 'machine') this.states.set(row.address, restoreActor(registered, row));
    }
  }

  private compute(): void {
    const now = this.context.now();
    for (const delivery of this.deliveries) {
      try {
        this.computeOne(delivery, this.context.registry.get(typeOf(delivery.message.to)), now);
      } catch (error) {
        this.failures.push({ delivery, error });
      }
    }
  }

  private computeOne(delivery: Delivery, registered: Registered, now: number): void {
    const { message } = delivery;
    if (registered.kind === 'handler') {
      const payload = validate(registered.definition.messages, message);
      this.handled.set(delivery, { ...message, payload });
      return;
    }
    const before = this.context.cache.get(message.to) ?? this.states.get(message.to);
    const turn = !before && isTimer(message) ? undefined : takeTurn(registered, before, message, now);
    if (!turn) {
      if (this.fresh.has(message.to)) this.settlements.set(delivery, { kind: 'dropped' });
      else this.conflicts.push(delivery); // another process may have set it since
      return;
    }
    for (const { to } of [...turn.outgoing, ...turn.after.timers]) if (to) knows(this.context.registry, to);
    this.turns.set(delivery, turn);
  }

  /**
   * A turn that failed on a remembered state is tried on the stored one before it counts. And a failure is none where
   * the message was not to be handled: it repeats, or waits behind a dead letter of its actor.
   */
  private async reconsider(connection: Connection): Promise<void> {
    const { failures } = this;
    this.failures = failures.filter(({ delivery, error }) => isUnfit(error) && delivery.origin === 'caller');
    const rest = failures.filter((failure) => !this.failures.includes(failure));
    const isCertain = ({ message }: Delivery) =>
      this.fresh.has(message.to) || this.context.registry.find(typeOf(message.to))?.kind !== 'machine';
    this.conflicts.push(...rest.filter(({ delivery }) => !isCertain(delivery)).map(({ delivery }) => delivery));
    const certain = rest.filter(({ delivery }) => isCertain(delivery));
    if (certain.length === 0) return;
    const found = await standings(
      connection,
      certain.map(({ delivery }) => delivery.message),
    );
    for (const failure of certain) {
      const standing = found.get(failure.delivery.message.to) ?? 'free';
      if (standing === 'free') this.failures.push(failure);
      else this.leaveOut(failure.delivery, standing);
    }
  }

  private leaveOut(delivery: Delivery, standing: Standing): void {
    const { message, origin } = delivery;
    const over = standing === 'over' || (standing === 'dead' && origin === 'carried');
    this.settlements.set(delivery, { kind: over ? 'duplicate' : 'parked' });
    if (!over && origin === 'carried') this.parked.push(message);
  }

  private claims(): ClaimItem[] {
    const items: ClaimItem[] = [];
    for (const { message, after } of this.turns.values()) items.push({ message, after });
    for (const delivery of this.handled.keys()) items.push({ message: delivery.message });
    return items.sort((a, b) => (a.message.to < b.message.to ? -1 : 1));
  }

  /** Leaves out what repeats, waits or conflicts; what stays in `turns` and `handled` is claimed. */
  private async sort(connection: Connection, leftOut: LeftOut): Promise<void> {
    if (leftOut.unclaimed.size + leftOut.conflicting.size === 0) return;
    const unclaimed: Delivery[] = [];
    const conflicting: Message[] = [];
    for (const delivery of [...this.turns.keys(), ...this.handled.keys()]) {
      const { message } = delivery;
      if (leftOut.unclaimed.has(message.to)) {
        unclaimed.push(delivery);
      } else if (leftOut.conflicting.has(message.to)) {
        conflicting.push(message);
        this.conflicts.push(delivery);
      } else {
        continue;
      }
      this.turns.delete(delivery);
      this.handled.delete(delivery);
    }
    if (conflicting.length > 0) await forget(connection, conflicting);
    if (unclaimed.length === 0) return;
    const found = await standings(
      connection,
      unclaimed.map(({ message }) => message),
    );
    for (const delivery of unclaimed) this.leaveOut(delivery, found.get(delivery.message.to) ?? 'waits');
  }

  /** Takes everything for claimed. */
  private plan(): void {
    for (const turn of this.turns.values()) this.moves.took(turn);
    for (const { message } of this.handled.keys()) this.moves.handled(message);
  }

  /** What actors bring themselves, and the chain. The rows of the turns are written meanwhile. */
  private async run(connection: Connection, started: Promise<void>): Promise<void> {
    const { registry } = this.context;
    const sql = new BatchSql(connection);
    this.written = sql.written;
    try {
      const rows = keepRows(registry, [...this.turns.values()], sql);
      const code = this.runActorCode(connection, sql);
      await allSettled([started, code, rows]);
      await keepRows(registry, (await code)?.turns ?? [], sql);
    } finally {
      sql.end();
    }
  }

  private async runActorCode(connection: Connection, sql: BatchSql): Promise<Chain | undefined> {
    const types = [...groupByType([...this.handled.keys()], ({ message }) => message.to)];
    const handling = types.map(([type, deliveries]) => this.handleDeliveries(type, deliveries, sql));
    for (const [delivery, turn] of this.turns) {
      this.outgoing.push(...turn.outgoing);
      this.follow(turn);
      this.settlements.set(delivery, { kind: 'machine', after: turn.after, accepted: turn.accepted });
    }
    await allSettled(handling);
    return this.reach && this.outgoing.length > 0 ? this.chain(connection, sql, this.reach) : undefined;
  }

  private async handleDeliveries(type: string, deliveries: readonly Delivery[], sql: BatchSql): Promise<void> {
    const messages = deliveries.map((delivery) => this.handled.get(delivery) as Message);
    const outcomes = await handle(this.context.registry, type, messages, sql);
    deliveries.forEach((delivery, index) => {
      const outcome = outcomes[index] as HandlerOutcome;
      this.outgoing.push(...this.answer(delivery.message, outcome));
      this.settlements.set(delivery, { kind: 'handler', outcome });
    });
  }

  /** Keeps an outcome's events and gives back what it sends. */
  private answer(message: Message, outcome: HandlerOutcome): Message[] {
    for (const event of outcome.events ?? []) this.events.push(eventRow(message, undefined, event));
    return sentBy(message, outcome, this.context.now());
  }

  /** What a turn leaves behind besides messages. */
  private follow({ message, after, events }: Turn): void {
    for (const event of events) this.events.push(eventRow(message, event.version, event));
    this.latest.set(after.address, after);
  }

  private async chain(connection: Connection, sql: BatchSql, reach: Reach): Promise<Chain> {
    this.chained = true;
    const { registry } = this.context;
    const own = new Set(this.deliveries.map(({ message }) => message.to));
    const stuck = new Set(
      [...this.failures.map(({ delivery }) => delivery), ...this.conflicts].map(({ message }) => message.to),
    );
    const chain = new Chain(
      {
        context: this.context,
        rounds: reach.rounds,
        spent: this.context.layout.divided ? this.typesHandled() : undefined,
        reaches: (message) => !stuck.has(message.to) && reach.reaches(message, own.has(message.to)),
        knows: (to) => knows(registry, to),
        run: (type, messages) => handle(registry, type, messages, sql),
        answer: (message, outcome) => this.answer(message, outcome),
        took: (turn) => this.follow(turn),
        moves: this.moves,
      },
      this.latest,
    );
    await chain.run(connection, this.outgoing.splice(0));
    this.outgoing.push(...chain.carried);
    return chain;
  }

  private typesHandled(): Set<string> {
    return new Set([...this.handled.keys()].map(({ message }) => typeOf(message.to)));
  }

  private planWakes(): void {
    const now = this.context.now();
    for (const after of this.latest.values()) {
      const plan = planWake(after, now);
      if (plan === 'none') this.asleep.push(after.address);
      else if (plan !== 'keep') this.wakes.push({ address: after.address, dueAt: plan });
    }
  }

  private async finish(connection: Connection): Promise<void> {
    this.planWakes();
    for (const [{ message }] of this.settlements) {
      if (message.redrives) this.released.push(...(await release(connection, message, this.context)));
    }
    for (const rider of this.riders) await rider.statements?.(connection);
    const riding = this.riders.flatMap(({ messages }) => messages ?? []);
    this.grouping = group([...this.outgoing, ...riding], this.context);
    this.closing = this.fullySettled();
    const envelopes = [
      ...this.grouping.envelopes,
      ...this.riders.flatMap((rider) => rider.envelopes ?? []),
      ...this.released,
    ];
    const owner = { id: this.context.owner, epoch: this.context.epoch() };
    const { events, wakes, asleep, parked } = this;
    const journaled = this.moves.write(connection);
    journaled.catch(() => undefined); // looked at with the others, unless those cannot even be encoded
    const sealed = seal(connection, owner, {
      envelopes,
      settled: this.closing.map(({ id }) => id),
      events,
      wakes,
      asleep,
      parked,
    });
    this.committing = true;
    this.committed = allSettled([...this.written, journaled, sealed, connection.command('COMMIT')]).then(() =>
      reached('commit:after'),
    );
    this.committed.catch(() => undefined); // the lane looks at it when the batch before is concluded
  }

  private fullySettled(): OpenEnvelope[] {
    const tally = new Map<OpenEnvelope, number>();
    const count = (envelope: OpenEnvelope | undefined) =>
      envelope && tally.set(envelope, (tally.get(envelope) ?? 0) + 1);
    for (const delivery of this.settlements.keys()) count(delivery.envelope);
    for (const rider of this.riders) count(rider.settles);
    return [...tally].filter(([envelope, settled]) => settled >= envelope.remaining).map(([envelope]) => envelope);
  }
}

/** Failed before, or is not to be taken for new: a letter redriven. */
function isDelicate({ message, collisions, careful, unchained, alone }: Delivery): boolean {
  return Boolean(collisions || careful || unchained || alone || message.redrives);
}

/** Wrong whatever the actor's state. */
function isUnfit(error: unknown): boolean {
  return error instanceof InvalidMessage || error instanceof UnknownMessage || error instanceof UnknownActorType;
}

function eventRow(
  { to, id, correlationId }: Message,
  version: number | undefined,
  { type, payload }: { type: string; payload: Record<string, unknown> },
): EventRow {
  return { actor: to, version, type, payload, messageId: id, correlationId };
}
