import { type Address, idOf, type Message, typeOf } from '../message.ts';

const ACTIVITIES = 'activities';

/**
 * How actors are divided: by a hash of their id alone, so that actors of one id (`order/7`, `payment/7`) share a shard
 * whatever their type. Every process of a system has the same layout. With one shard, queues have the names of the types.
 */
export class Layout {
  /** How many shards there are. */
  readonly count: number;
  private readonly poolOf: (type: string) => string;

  /** `poolOf` names the pool of an actor type. */
  constructor(count: number, poolOf: (type: string) => string = () => '') {
    this.count = count;
    this.poolOf = poolOf;
  }

  get divided(): boolean {
    return this.count > 1;
  }

  /** The owner of outbox rows that wait for the next owner of their shard. */
  get nextOwner(): string {
    return `next-owner/${this.count}`;
  }

  shardOf(to: Address): number {
    return this.divided ? hash(to, to.indexOf('/') + 1) % this.count : 0;
  }

  /** The queue that carries messages to this actor. */
  queueFor(to: Address): string {
    return this.queue(typeOf(to), this.shardOf(to));
  }

  /** The queue that carries the activities of this actor. */
  activityQueueFor(to: Address): string {
    return this.activityQueue(typeOf(to), this.shardOf(to));
  }

  queue(type: string, shard: number): string {
    return this.divided ? `${type}.${shard}` : type;
  }

  activityQueue(type: string, shard: number): string {
    return `${this.queue(type, shard)}.${ACTIVITIES}`;
  }

  /**
   * Whether a message stays inside a shard of one pool: its sender and its target move from one process to another together.
   * Such messages may stay in a process; all others always go by queue, so that they keep their order.
   */
  isInside({ from, to }: Message): boolean {
    if (!this.divided) return true;
    if (from === undefined || this.poolOf(typeOf(from)) !== this.poolOf(typeOf(to))) return false;
    return idOf(from) === idOf(to) || this.shardOf(from) === this.shardOf(to);
  }
}

/** FNV-1a, with its bits mixed once more: the rest of a division looks at the low ones. */
function hash(text: string, start: number): number {
  let state = 0x811c9dc5;
  for (let i = start; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}
