import type { DeadLetters } from '../api.ts';
import type { ActorDefinition } from '../definition.ts';
import type { Sql } from '../sql.ts';
import type { Inspection } from './api.ts';
import { readConversation } from './conversation.ts';
import { DryRunner } from './dry-run.ts';
import { findActors } from './find.ts';
import { FleetCounters } from './fleet.ts';
import { readTurns } from './history.ts';
import { deadLetterGroups, readAudit } from './letter-groups.ts';
import { machineJson } from './machine-json.ts';
import { Machines } from './machines.ts';
import { readNow } from './now.ts';
import type { QueueDesk } from './queues.ts';
import { suppose } from './suppose.ts';
import { exportTest } from './test-export.ts';

/** What inspection reads from: a started runtime has all of it. */
export interface InspectionOptions {
  actors: readonly ActorDefinition[];
  databaseUrl: string;
  redisUrl: string;
  runtime: {
    readonly processId: string;
    readonly sql: Sql;
    readonly queues: readonly string[];
    readonly deadLetters: Pick<DeadLetters, 'get' | 'list'>;
  };
}

/** Opens the view into all actors. It costs nothing while nobody looks. */
export function openInspection({ actors, databaseUrl, redisUrl, runtime }: InspectionOptions): Inspection {
  const { sql, queues, processId, deadLetters } = runtime;
  const machines = new Machines(actors);
  const counters = new FleetCounters(sql, machines);
  const dryRunner = new DryRunner(sql, machines, deadLetters, databaseUrl);
  let desk: Promise<QueueDesk> | undefined;
  const openDesk = async () => {
    const { QueueDesk } = await import('./queues.ts');
    return new QueueDesk(sql, { redisUrl, queues, processId });
  };
  return {
    machines: () => machines.registered(),
    chart: (type, version) => machines.version(type, version).chart,
    machineJson: (type, version) => machineJson(machines.nearest(type, version).definition.machine),
    turns: async (to, options) => readTurns(sql, machines, to, options),
    now: async (to) => readNow(sql, machines, to, await counters.lately(), Date.now()),
    suppose: async (to, what) => suppose(sql, machines, to, what, Date.now()),
    exportTest: async (to) => exportTest(sql, machines, to),
    conversation: (about) => readConversation(sql, machines, about),
    fleet: () => counters.list(),
    fleetOf: (type, version) => counters.of(type, version),
    fleetActors: (type, filter) => counters.actors(type, filter),
    stuck: (type) => counters.stuck(type),
    deadLetterGroups: (filter) => deadLetterGroups(sql, filter),
    dryRun: (request) => dryRunner.run(request),
    audit: (options = {}) => readAudit(sql, options),
    queues: async () => {
      desk ??= openDesk();
      return (await desk).overview((await counters.lately()).turnsPerMinute);
    },
    find: (prefix, limit) => findActors(sql, machines, prefix, limit),
    stop: async () => (await desk)?.stop(),
  };
}
