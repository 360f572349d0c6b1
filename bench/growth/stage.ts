/** A PostgreSQL and a Redis with as many separate systems on them as a question compares. */
import { query } from '../compare/counters.ts';
import type { Subject } from '../compare/measure.ts';
import { fillShelf, placeOrders } from '../order-sagas.ts';
import { settled } from '../settled.ts';
import { type BenchServers, type BenchSystem, type SystemOptions, startServers, startSystem } from '../system.ts';

export interface Stage {
  servers: BenchServers;
  /** A database and a Redis database of their own. */
  place(name: string): Promise<BenchServers>;
  stop(): Promise<void>;
}

export const LOCAL: SystemOptions = { delivery: 'local', chain: 10, provider: 'in-process' };

export async function openStage(): Promise<Stage> {
  const servers = await startServers();
  let places = 0;
  return {
    servers,
    stop: servers.stop,
    place: async (name) => {
      await query(servers.databaseUrl, `CREATE DATABASE ${name}`);
      const url = new URL(servers.databaseUrl);
      url.pathname = `/${name}`;
      places += 1;
      return { ...servers, databaseUrl: url.href, redisUrl: `${servers.redisUrl}/${places}` };
    },
  };
}

/** Starts the system, has `work` do something with it, stops it. */
export async function withSystem<T>(
  place: BenchServers,
  options: SystemOptions,
  work: (system: BenchSystem) => Promise<T>,
): Promise<T> {
  const system = await startSystem(place, options);
  try {
    await fillShelf(system.runtime);
    return await work(system);
  } finally {
    await system.stop();
  }
}

/** The system as the harness measures it; what it leaves is counted, not checked: copies are no orders of this system. */
export function subject(place: BenchServers, system: BenchSystem, newOrderId?: () => string): Subject {
  return {
    ...place,
    place: placeOrders(system.runtime, 'orchestration', newOrderId),
    settled: () => settled(place.databaseUrl),
    stop: async () => undefined,
    check: async () => [],
  };
}
