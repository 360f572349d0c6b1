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

/** The queues that this process takes jobs of, shard by shard. */
export class ShardQueues {
  private readonly options: ShardQueuesOptions;
  private readonly worked = new Map<string, Worked>();

  constructor(options: ShardQueuesOptions) {
    this.options = options;
  }

  open(types: readonly string[], shard: number): void {
    const { layout, transport, concurrency, receive, registry } = this.options;
    for (const type of types) {
      const names = [layout.queue(type, shard)];
      if (runsActivities(registry, type)) names.push(layout.activityQueue(type, shard));
      for (const name of names) {
        const known = this.worked.get(name);
        if (known) void known.resume();
        else this.worked.set(name, transport.work(name, concurrency, receive));
      }
    }
  }

  /** Resolves when the messages under way are settled. Activities under way go on: their ends are carried to the owner. */
  async close(types: readonly string[], shard: number): Promise<void> {
    const { layout } = this.options;
    const activities = types.map((type) => this.worked.get(layout.activityQueue(type, shard))?.pause());
    const messages = types.map((type) => this.worked.get(layout.queue(type, shard))?.finish());
    await Promise.all([...activities, ...messages]);
  }
}

function runsActivities(registry: Registry, type: string): boolean {
  const registered = registry.get(type);
  return registered.kind === 'machine' && Object.keys(registered.definition.activities ?? {}).length > 0;
}
