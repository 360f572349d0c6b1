/**
 * One batch: many turns, one transaction.
 *
 * It owns what happens between taking deliveries out of their mailboxes and knowing how each of them ended. It does not
 * own retries, connections or what follows a commit; the lane does.
 *
 * 1. All or nothing in the database: an error leaves no trace of any turn.
 * 2. A turn that repeats or conflicts is left out and never takes the others with it.
 * 3. Messages leave a turn only through the outbox row that commits with it.
 * 4. Nothing here changes the cache or an envelope's count before the commit.
 */

import { release } from '../dead-letters/release.ts';
import type { HandlerOutcome } from '../definition.ts';
import { idOf, type Message, typeOf } from '../message.ts';
import type { Registered, Registry } from '../registry.ts';
import { type ClaimItem, claim, duplicates, forget, type LeftOut } from '../store/claim.ts';
import type { Connection } from '../store/connection.ts';
import { loadActors } from '../store/load.ts';
import { allSettled, type Envelope, type EventRow, seal } from '../store/seal.ts';
import { reached } from '../testing/crash-points.ts';
import { planWake } from '../timers/wake-plan.ts';
import type { ActorState } from './actor-state.ts';
import type { ActorCache } from './cache.ts';
import type { Delivery, OpenEnvelope, Settlement } from './delivery.ts';
import { type Grouping, group } from './grouping.ts';
import { stateName } from './machine.ts';
import { restoreActor } from './restore.ts';
import type { Rider } from './rider.ts';
import { causedBy, isTimer, type Turn, takeTurn } from './turn.ts';
import { validate } from './validate.ts';

export interface BatchContext {
  registry: Registry;
  cache: ActorCache;
  owner: string;
  epoch(): string;
  newEnvelopeId(): string;
  now(): number;
}

/** Code of an actor type failed: one of its messages in the batch is the culprit. */
export class ActorCodeFailed extends Error {
  readonly type: string;
  constructor(type: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.type = type;
  }
}

export class Batch {
  readonly deliveries: readonly Delivery[];
  readonly riders: readonly Rider[];
  readonly failures: { delivery: Delivery; error: unknown }[] = [];
  readonly conflicts: Delivery[] = [];
  readonly settlements = new Map<Delivery, Settlement>();
  readonly moved: ActorState[] = [];
  readonly events: EventRow[] = [];
  grouping: Grouping = { envelopes: [], replies: [] };
  readonly released: Envelope[] = [];
  closing: OpenEnvelope[] = [];
  private readonly context: BatchContext;
  private readonly states = new Map<string, ActorState>();
  private readonly turns = new Map<Delivery, Turn>();
  private readonly handled = new Map<Delivery, Message>();
  private readonly outgoing: Message[] = [];
  private readonly parked: Message[] = [];
  private readonly wakes: { address: string; dueAt: number }[] = [];
  private readonly asleep: string[] = [];

  constructor(context: BatchContext, deliveries: readonly Delivery[], riders: readonly Rider[]) {
    this.context = context;
    this.deliveries = deliveries;
    this.riders = riders;
  }

  async run(connection: Connection): Promise<void> {
    await this.load(connection);
    this.compute();
    const items = this.claims();
    if (items.length === 0 && this.riders.length === 0 && this.settlements.size === 0) return;
    reached('commit:before');
    const begun = connection.command('BEGIN');
    const claimed = items.length > 0 ? claim(connection, items) : undefined;
    await allSettled(claimed ? [begun, claimed] : [begun]);
    if (claimed) await this.sort(connection, await claimed);
    reached('commit:after-claim');
    await this.runActorCode(connection);
    await this.finish(connection);
    reached('commit:after');
  }

  private async load(connection: Connection): Promise<void> {
    const missing = this.deliveries.flatMap(({ message }) => {
      const registered = this.context.registry.find(typeOf(message.to));
      if (registered?.kind !== 'machine' || this.context.cache.get(message.to)) return [];
      const surelyNew = registered.definition.starts.includes(message.type) && !message.redrives;
      return surelyNew && this.first(message) ? [] : [message.to];
    });
    if (missing.length === 0) return;
    for (const row of await loadActors(connection, missing)) {
      const registered = this.context.registry.get(typeOf(row.address));
      if (registered.kind === 'machine') this.states.set(row.address, restoreActor(registered, row));
    }
  }

  /** A start message is taken for the actor's first until the database says otherwise. */
  private first(message: Message): boolean {
    return !this.deliveries.some((delivery) => delivery.message === message && delivery.collisions);
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
      this.settlements.set(delivery, { kind: 'dropped' });
      return;
    }
    for (const { to } of turn.outgoing) if (typeOf(to) !== 'reply') this.context.registry.get(typeOf(to));
    this.turns.set(delivery, turn);
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
    const known = await duplicates(
      connection,
      unclaimed.map(({ message }) => message),
    );
    for (const delivery of unclaimed) {
      const duplicate = known.has(delivery.message.to);
      this.settlements.set(delivery, { kind: duplicate ? 'duplicate' : 'parked' });
      if (!duplicate && delivery.origin === 'carried') this.parked.push(delivery.message);
    }
  }

  private async runActorCode(connection: Connection): Promise<void> {
    const work: Promise<void>[] = [];
    const turnsByType = groupByType([...this.turns.keys()]);
    for (const [type, deliveries] of turnsByType) {
      const { definition } = this.context.registry.get(type);
      if (definition.kind === 'machine' && definition.rows)
        work.push(this.keepRows(type, definition.rows, deliveries, connection));
    }
    for (const [type, deliveries] of groupByType([...this.handled.keys()])) {
      work.push(this.handle(type, deliveries, connection));
    }
    await allSettled(work);
    for (const [delivery, turn] of this.turns) this.collect(delivery, turn);
  }

  private async keepRows(
    type: string,
    rows: NonNullable<Extract<Registered, { kind: 'machine' }>['definition']['rows']>,
    deliveries: readonly Delivery[],
    connection: Connection,
  ): Promise<void> {
    const turns = deliveries.map((delivery) => {
      const { message, after } = this.turns.get(delivery) as Turn;
      const { snapshot, version } = after;
      const state = stateName(snapshot.value);
      return {
        actor: message.to,
        id: idOf(message.to),
        version,
        message,
        state,
        context: snapshot.context,
        status: snapshot.status,
      };
    });
    await rows(turns, connection).catch((cause: unknown) => {
      throw new ActorCodeFailed(type, cause);
    });
  }

  private async handle(type: string, deliveries: readonly Delivery[], connection: Connection): Promise<void> {
    const { definition } = this.context.registry.get(type) as Extract<Registered, { kind: 'handler' }>;
    const messages = deliveries.map((delivery) => this.handled.get(delivery) as Message);
    let outcomes: readonly HandlerOutcome[];
    try {
      outcomes = await definition.handle(messages, connection);
      if (outcomes.length !== messages.length) {
        throw new Error(`the handler answered ${outcomes.length} of ${messages.length} messages`);
      }
    } catch (cause) {
      throw new ActorCodeFailed(type, cause);
    }
    deliveries.forEach((delivery, index) => void this.answer(delivery, outcomes[index] as HandlerOutcome));
  }

  private answer(delivery: Delivery, outcome: HandlerOutcome): void {
    const { message } = delivery;
    const now = this.context.now();
    const answerTo = message.replyTo ?? message.from;
    const sends = [...(outcome.sends ?? [])];
    if (outcome.reply && answerTo) sends.unshift({ to: answerTo, ...outcome.reply });
    sends.forEach(
      (send, index) => void this.outgoing.push(causedBy(message, { ...send, id: `${message.id}.${index}` }, now)),
    );
    for (const { type, payload } of outcome.events ?? []) {
      this.events.push({
        actor: message.to,
        version: undefined,
        type,
        payload,
        messageId: message.id,
        correlationId: message.correlationId,
      });
    }
    this.settlements.set(delivery, { kind: 'handler', outcome });
  }

  private collect(delivery: Delivery, { message, after, accepted, outgoing, events }: Turn): void {
    this.outgoing.push(...outgoing);
    for (const { version, type, payload } of events) {
      this.events.push({
        actor: message.to,
        version,
        type,
        payload,
        messageId: message.id,
        correlationId: message.correlationId,
      });
    }
    const plan = planWake(after, this.context.now());
    if (plan === 'none') this.asleep.push(after.address);
    else if (plan !== 'keep') this.wakes.push({ address: after.address, dueAt: plan });
    this.moved.push(after);
    this.settlements.set(delivery, { kind: 'machine', after, accepted });
  }

  private async finish(connection: Connection): Promise<void> {
    for (const [{ message }] of this.settlements) {
      if (message.redrives) this.released.push(...(await release(connection, message, this.context)));
    }
    for (const rider of this.riders) await rider.statements?.(connection);
    const riding = this.riders.flatMap(({ messages }) => messages ?? []);
    this.grouping = group([...this.outgoing, ...riding], this.context.newEnvelopeId);
    this.closing = this.fullySettled();
    const envelopes = [
      ...this.grouping.envelopes,
      ...this.riders.flatMap((rider) => rider.envelopes ?? []),
      ...this.released,
    ];
    const owner = { id: this.context.owner, epoch: this.context.epoch() };
    const { events, wakes, asleep, parked } = this;
    const sealed = seal(connection, owner, {
      envelopes,
      settled: this.closing.map(({ id }) => id),
      events,
      wakes,
      asleep,
      parked,
    });
    await allSettled([sealed, connection.command('COMMIT')]);
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

function groupByType(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const type = typeOf(delivery.message.to);
    const group = groups.get(type);
    if (group) group.push(delivery);
    else groups.set(type, [delivery]);
  }
  return groups;
}
