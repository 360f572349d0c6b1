/**
 * One batch: many turns, one transaction.
 *
 * It owns what happens between taking deliveries out of their mailboxes and knowing how each of them ended. Which of them
 * are handled is up to its claims. It does not own retries, connections or what follows a commit; the lane does.
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
import { type Address, type Message, typeOf } from '../message.ts';
import type { Registered } from '../registry.ts';
import { mustHold } from '../shards/fence.ts';
import { allSettled } from '../store/all-settled.ts';
import type { Connection } from '../store/connection.ts';
import { loadActors } from '../store/load.ts';
import { type Envelope, type EventRow, seal } from '../store/seal.ts';
import { reached } from '../testing/crash-points.ts';
import { planWake } from '../timers/wake-plan.ts';
import { groupByType, handle, keepRows, knows, sentBy } from './actor-code.ts';
import { BatchSql } from './actor-sql.ts';
import type { ActorState } from './actor-state.ts';
import type { BatchContext } from './batch-context.ts';
import { Chain, type Reach } from './chain.ts';
import { Claims, isDelicate } from './claims.ts';
import { fullySettled } from './closing.ts';
import type { Delivery, OpenEnvelope, Settlement } from './delivery.ts';
import { type Grouping, group } from './grouping.ts';
import { Moves } from './moves.ts';
import { restoreActor } from './restore.ts';
import type { Rider } from './rider.ts';
import { isTimer, type Turn, takeTurn } from './turn.ts';
import { validate } from './validate.ts';

export class Batch {
  readonly deliveries: readonly Delivery[];
  readonly riders: readonly Rider[];
  readonly failures: readonly { delivery: Delivery; error: unknown }[];
  readonly conflicts: readonly Delivery[];
  readonly settlements: ReadonlyMap<Delivery, Settlement>;
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
  private readonly claims: Claims;
  private readonly outgoing: Message[] = [];
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
    this.claims = new Claims(context.registry);
    this.failures = this.claims.failures;
    this.conflicts = this.claims.conflicts;
    this.settlements = this.claims.settlements;
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
    if (this.failures.length > 0) await this.claims.reconsider(connection);
    if (this.claims.isEmpty && this.riders.length === 0) return;
    reached('commit:before');
    const begun = [connection.command('BEGIN'), this.fence(connection)];
    const claimed = this.careful ? this.claims.claim(connection) : undefined;
    const started = allSettled([...begun, claimed].filter((statement) => statement !== undefined));
    started.catch(() => undefined); // looked at below
    if (claimed) await started;
    await before;
    if (claimed) await this.claims.sort(connection, await claimed);
    else this.claims.takeAll(this.moves);
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
    for (const address of missing) this.claims.fresh.add(address);
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
        this.claims.failures.push({ delivery, error });
      }
    }
  }

  private computeOne(delivery: Delivery, registered: Registered, now: number): void {
    const { message } = delivery;
    if (registered.kind === 'handler') {
      const payload = validate(registered.definition.messages, message);
      this.claims.handled.set(delivery, { ...message, payload });
      return;
    }
    const before = this.context.cache.get(message.to) ?? this.states.get(message.to);
    const turn = !before && isTimer(message) ? undefined : takeTurn(registered, before, message, now);
    if (!turn) {
      this.claims.withoutTurn(delivery);
      return;
    }
    for (const { to } of [...turn.outgoing, ...turn.after.timers]) if (to) knows(this.context.registry, to);
    this.claims.turns.set(delivery, turn);
  }

  /** What actors bring themselves, and the chain. The rows of the turns are written meanwhile. */
  private async run(connection: Connection, started: Promise<void>): Promise<void> {
    const { registry } = this.context;
    const sql = new BatchSql(connection);
    this.written = sql.written;
    try {
      const rows = keepRows(registry, [...this.claims.turns.values()], sql);
      const code = this.runActorCode(connection, sql);
      await allSettled([started, code, rows]);
      await keepRows(registry, (await code)?.turns ?? [], sql);
    } catch (error) {
      await allSettled([Promise.reject(error), ...sql.written]); // a write that nobody waited for may be the cause
      throw error;
    } finally {
      sql.end();
    }
  }

  private async runActorCode(connection: Connection, sql: BatchSql): Promise<Chain | undefined> {
    const types = [...groupByType([...this.claims.handled.keys()], ({ message }) => message.to)];
    const handling = types.map(([type, deliveries]) => this.handleDeliveries(type, deliveries, sql));
    for (const [delivery, turn] of this.claims.turns) {
      this.outgoing.push(...turn.outgoing);
      this.follow(turn);
      this.claims.settlements.set(delivery, { kind: 'machine', after: turn.after, accepted: turn.accepted });
    }
    await allSettled(handling);
    return this.reach && this.outgoing.length > 0 ? this.chain(connection, sql, this.reach) : undefined;
  }

  private async handleDeliveries(type: string, deliveries: readonly Delivery[], sql: BatchSql): Promise<void> {
    const messages = deliveries.map((delivery) => this.claims.handled.get(delivery) as Message);
    const outcomes = await handle(this.context.registry, type, messages, sql);
    deliveries.forEach((delivery, index) => {
      const outcome = outcomes[index] as HandlerOutcome;
      this.outgoing.push(...this.answer(delivery.message, outcome));
      this.claims.settlements.set(delivery, { kind: 'handler', outcome });
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
    return new Set([...this.claims.handled.keys()].map(({ message }) => typeOf(message.to)));
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
    this.closing = fullySettled(this.settlements.keys(), this.riders);
    const envelopes = [
      ...this.grouping.envelopes,
      ...this.riders.flatMap((rider) => rider.envelopes ?? []),
      ...this.released,
    ];
    const owner = { id: this.context.owner, epoch: this.context.epoch() };
    const { events, wakes, asleep } = this;
    const journaled = this.moves.write(connection);
    journaled.catch(() => undefined); // looked at with the others, unless those cannot even be encoded
    const sealed = seal(connection, owner, {
      envelopes,
      settled: this.closing.map(({ id }) => id),
      events,
      wakes,
      asleep,
      parked: this.claims.parked,
    });
    this.committing = true;
    this.committed = allSettled([...this.written, journaled, sealed, connection.command('COMMIT')]).then(() =>
      reached('commit:after'),
    );
    this.committed.catch(() => undefined); // the lane looks at it when the batch before is concluded
  }
}

function eventRow(
  { to, id, correlationId }: Message,
  version: number | undefined,
  { type, payload }: { type: string; payload: Record<string, unknown> },
): EventRow {
  return { actor: to, version, type, payload, messageId: id, correlationId };
}
