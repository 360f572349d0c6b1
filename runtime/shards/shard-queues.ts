import type { Registry } from '../registry.ts';
import type { Receiver, Transport, Worked } from '../transport/transport.ts';
import type { Layout } from './layout.ts';

export interface ShardQueuesOptions {
  layout: Layout;
  registry: Registry;
  transport: Pick<Transport, 'work'>;
  /** Jobs at a time, per queue. */
  concurrency: number;
  receive: Receiver;
}

/** The queues of all actor types, one per shard; activities have their own. */
export function queuesOf(registry: Registry, layout: Layout, types: readonly string[]): string[] {
  const shards = Array.from({ length: layout.count }, (_, shard) => shard);
  return types.flatMap((type) => [
    ...shards.map((shard) => layout.queue(type, shard)),
    ...(runsActivities(registry, type) ? shards.map((shard) => layout.activityQueue(type, shard)) : []),
  ]);
}

/** The queues that this process takes jobs of, shard by shard, but for those of actor types that are stopped. */
export class ShardQueues {
  private readonly options: ShardQueuesOptions;
  private readonly queues = new Map<string, SwitchedQueue>();
  /** The shards that are open, by actor type. */
  private readonly opened = new Map<string, Set<number>>();
  private stopped: ReadonlySet<string> = new Set();

  constructor(options: ShardQueuesOptions) {
    this.options = options;
  }

  open(types: readonly string[], shard: number): void {
    for (const type of types) {
      this.opened.set(type, (this.opened.get(type) ?? new Set()).add(shard));
      if (!this.stopped.has(type)) this.start(type, shard);
    }
  }

  /** Resolves when the messages under way are settled. Activities under way go on: their ends are carried to the owner. */
  async close(types: readonly string[], shard: number): Promise<void> {
    for (const type of types) this.opened.get(type)?.delete(shard);
    await Promise.all(types.map((type) => this.end(type, shard)));
  }

  /** From now on no job of exactly these types is taken; jobs under way go on. */
  setStopped(types: ReadonlySet<string>): void {
    const before = this.stopped;
    this.stopped = types;
    for (const [type, shards] of this.opened)
      for (const shard of shards)
        if (types.has(type)) this.end(type, shard).catch(() => undefined);
        else if (before.has(type)) this.start(type, shard);
  }

  private start(type: string, shard: number): void {
    const { layout, registry } = this.options;
    this.take(layout.queue(type, shard), (worked) => worked.finish());
    if (runsActivities(registry, type)) this.take(layout.activityQueue(type, shard), (worked) => worked.pause());
  }

  private async end(type: string, shard: number): Promise<void> {
    const { layout } = this.options;
    const names = [layout.activityQueue(type, shard), layout.queue(type, shard)];
    await Promise.all(names.map((name) => this.queues.get(name)?.turn(false)));
  }

  private take(name: string, end: (worked: Worked) => Promise<void>): void {
    const { transport, concurrency, receive } = this.options;
    const known = this.queues.get(name);
    if (known) void known.turn(true);
    else this.queues.set(name, new SwitchedQueue(transport.work(name, concurrency, receive), end));
  }
}

/** A queue that is worked, or not: one change after the other, because a queue must not be resumed while it is paused. */
class SwitchedQueue {
  private readonly worked: Worked;
  private readonly end: (worked: Worked) => Promise<void>;
  private on = true;
  private changed: Promise<void> = Promise.resolve();

  constructor(worked: Worked, end: (worked: Worked) => Promise<void>) {
    this.worked = worked;
    this.end = end;
  }

  turn(on: boolean): Promise<void> {
    if (on !== this.on) {
      this.on = on;
      const change = () => (on ? this.worked.resume() : this.end(this.worked));
      this.changed = this.changed.then(change, change);
      this.changed.catch(() => undefined); // whoever waits for it is told
    }
    return this.changed;
  }
}

function runsActivities(registry: Registry, type: string): boolean {
  const registered = registry.get(type);
  return registered.kind === 'machine' && Object.keys(registered.definition.activities ?? {}).length > 0;
}
