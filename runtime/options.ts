import type { Logger } from 'pino';
import type { ActorDefinition, Policy, Projection } from './definition.ts';

/** What a process does besides opening doors. */
export interface RuntimeRoles {
  /** Works queues: of all actor types, or of those named in `works`. */
  worker: boolean;
  /** Publishes events to Redis Streams. */
  relay: boolean;
  /** Fires timers that nobody holds in memory, and the actors' own clocks. */
  timer: boolean;
  /** Keeps the views and runs the policies. */
  projection: boolean;
}

export interface RuntimeOptions {
  databaseUrl: string;
  redisUrl: string;
  actors: readonly ActorDefinition[];
  projections?: readonly Projection[];
  policies?: readonly Policy[];
  roles: RuntimeRoles;
  /** The actor types that this process works. Default: all, with the role `worker`. */
  works?: readonly string[];
  /**
   * Into how many shards actors are divided by their id; the same in every process. Default 1: nothing is divided, and
   * processes that work a type share its queue.
   */
  shards?: number;
  /** Names the pool of an actor type: types of one pool are always worked together. Default: one pool for all. */
  poolOf?(type: string): string;
  /** `queue`: BullMQ carries every command. `local`: messages to actor types that this process works stay in it. */
  delivery: 'queue' | 'local';
  /** With `local` delivery: how many rounds of messages may share one commit. Default 10; 0: each message has its own. */
  chainRounds?: number;
  /** Attempts of a failed message before it is a dead letter; first pause in milliseconds. */
  retry: { attempts: number; backoffMs: number };
  /** BullMQ jobs at a time, per queue. */
  concurrency: number;
  /** Actors kept in memory. */
  cacheSize: number;
  /** With the role `timer`: how long the turns of actors at their end, and of handlers, are kept (milliseconds). Default: for ever. */
  retentionMs?: number | undefined;
  /** Connections for reading. */
  readConnections: number;
  /** Whether actor types can be stopped by a switch, for trying things out; the same in every process. Default: no. */
  switches?: boolean;
  log: Logger;
}

/** `pid 4711: worker of order payment, relay`: for people, and for the drills that look for whom to kill. */
export function description({ roles, works }: Pick<RuntimeOptions, 'roles' | 'works'>): string {
  const names = Object.entries(roles).flatMap(([name, on]) => (on ? [name] : []));
  const named = names.map((name) => (name === 'worker' && works ? `worker of ${works.join(' ')}` : name));
  return `pid ${process.pid}: ${named.join(', ') || 'doors only'}`;
}
