/**
 * How this process works a shard, from the day it gets it to the day it gives it to the next.
 *
 * 1. A shard that changes hands keeps the order of every sender. What came by queue is worked to its end. What the turns
 *    of the shard send inside it is no more handled here: it is kept back, so that what is in hand is finite, and goes to the
 *    next owner by its outbox rows, in order. What they send elsewhere is in the transport before the shard is given back.
 * 2. The next owner has what was kept back in its mailboxes before it takes the first job and the first turn.
 * 3. What takes too long is a failure (Redis is away, a handler hangs): then the shard is given back all the same, and what
 *    is in hand is carried on by queue. Order may break then, nothing else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { InHand } from '../in-hand.ts';
import { type Address, typeOf } from '../message.ts';
import type { Outgoing } from '../outgoing.ts';
import type { Envelope } from '../store/seal.ts';
import type { Clock } from '../timers/clock.ts';
import type { ActorCache } from '../turn/cache.ts';
import { KeptBack } from './kept-back.ts';
import type { Layout } from './layout.ts';
import type { ShardWork } from './leases.ts';
import type { ShardQueues } from './shard-queues.ts';

export interface WorkOfShardsOptions {
  layout: Layout;
  queues: ShardQueues;
  inHand: InHand;
  outgoing: Outgoing;
  cache: ActorCache;
  clock: Clock;
  /** Whether messages to this actor type wait where they are. */
  isStopped(type: string): boolean;
  /** Resolves when all that was under way is committed. */
  commit(): Promise<void>;
  log: Logger;
}

const LOOK_EVERY_MS = 5;
/** The lane gives a batch up after as long. */
const SETTLE_MS = 10_000;

export class WorkOfShards implements ShardWork {
  private readonly options: WorkOfShardsOptions;
  private readonly kept: KeptBack;

  constructor(options: WorkOfShardsOptions) {
    this.options = options;
    this.kept = new KeptBack(options.layout);
  }

  begin(types: readonly string[], shard: number, handedOver: readonly Envelope[]): void {
    const { inHand, outgoing, queues, isStopped } = this.options;
    const isWaiting = ({ messages }: Envelope) => messages.some(({ to }) => isStopped(typeOf(to)));
    outgoing.send(handedOver.filter(isWaiting));
    for (const envelope of handedOver) if (!isWaiting(envelope)) inHand.take(envelope);
    queues.open(types, shard);
  }

  async finish(types: readonly string[], shard: number, patienceMs: number): Promise<void> {
    this.kept.begin(types, shard);
    const patience = new AbortController();
    const done = this.workDown(types, shard, patience.signal).then(() => true);
    const isDone = await Promise.race([done, delay(patienceMs, false, { signal: patience.signal })]);
    patience.abort();
    if (!isDone) this.options.log.warn({ shard }, 'a shard is given back with messages in hand');
  }

  async settle(): Promise<void> {
    const { commit, outgoing } = this.options;
    const patience = new AbortController();
    const settled = commit().then(() => outgoing.arrived());
    await Promise.race([settled, delay(SETTLE_MS, undefined, { signal: patience.signal })]);
    patience.abort();
  }

  keptBack(types: readonly string[], shard: number): readonly Envelope[] {
    return this.kept.of(types, shard);
  }

  letGo(types: readonly string[], shard: number, handedOver: ReadonlySet<string>): void {
    const rest = this.kept.end(types, shard).filter(({ id }) => !handedOver.has(id));
    this.options.outgoing.send(rest);
  }

  forget(types: readonly string[], shard: number): void {
    const { queues, layout, cache, clock, log } = this.options;
    queues
      .close(types, shard)
      .catch((err: unknown) => log.debug({ err }, 'a queue of a shard that is another process’s'));
    const isOfShard = (to: Address) => layout.shardOf(to) === shard && types.includes(typeOf(to));
    cache.deleteWhere(isOfShard);
    clock.forget(isOfShard);
  }

  /** Whether the actor's shard is about to change hands: nothing new is begun for it here. */
  isLeaving(to: Address): boolean {
    return this.kept.isLeaving(to);
  }

  /** Takes an envelope that stays inside its shard, where that is about to change hands; else false. */
  keep(to: Address, envelope: Envelope): boolean {
    return this.kept.keep(to, envelope);
  }

  /** Whether the row waits for the shard's next owner. */
  isKept(envelopeId: string): boolean {
    return this.kept.holds(envelopeId);
  }

  /** Activities under way are not waited for: their ends are carried to the actor's owner. */
  private async workDown(types: readonly string[], shard: number, gaveUp: AbortSignal): Promise<void> {
    const { queues, layout, inHand, outgoing } = this.options;
    const names = new Set(types.map((type) => layout.queue(type, shard)));
    let isClosed = false;
    const closed = queues.close(types, shard).finally(() => {
      isClosed = true;
    });
    closed.catch(() => undefined); // awaited below, after what is in hand
    while (!gaveUp.aborted && (!isClosed || inHand.hasAnyOf(names))) await delay(LOOK_EVERY_MS);
    if (gaveUp.aborted) return;
    await closed;
    await outgoing.arrived();
  }
}
