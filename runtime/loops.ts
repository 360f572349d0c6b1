/** What a process does by itself, again and again, for as long as it lives: according to its roles. */
import { Redis } from 'ioredis';
import type { Engine } from './engine.ts';
import { openCheckpoints } from './events/checkpoint.ts';
import { Consumer } from './events/consumer.ts';
import { type Dispatcher, ofPolicy, ofProjection } from './events/consumption.ts';
import { Relay } from './events/relay.ts';
import type { Message } from './message.ts';
import type { RuntimeOptions } from './options.ts';
import { HEARTBEAT_MS } from './recovery/heartbeat.ts';
import { Periodic } from './recovery/periodic.ts';
import type { Sweep } from './recovery/sweep.ts';
import type { Registry } from './registry.ts';
import { RETENTION_EVERY_MS, Retention } from './retention/retention.ts';
import { type Leases, LOOK_AT_SHARDS_MS } from './shards/leases.ts';
import type { Sql } from './sql.ts';
import type { Connection } from './store/connection.ts';
import type { StoredSwitches } from './switches/switches.ts';
import { Schedule } from './timers/schedule.ts';
import { wakeSweep } from './timers/wake-sweep.ts';
import type { Transport } from './transport/transport.ts';

const RELAY_EVERY_MS = 25;
const WAKE_EVERY_MS = 250;

export interface LoopsOptions
  extends Pick<
    RuntimeOptions,
    'databaseUrl' | 'redisUrl' | 'roles' | 'projections' | 'policies' | 'retentionMs' | 'log'
  > {
  registry: Registry;
  engine: Engine;
  sweep: Sweep;
  transport: Pick<Transport, 'onEpochChange'>;
  switches: StoredSwitches;
  /** Sends what policies send. */
  dispatcher: Dispatcher;
  /** Says that this process lives. */
  beat(sql: Sql): Promise<void>;
}

export class Loops {
  private readonly options: LoopsOptions;
  private readonly periodic: Periodic[] = [];
  private readonly consumers: Consumer[];
  private readonly recovery: Periodic;
  private schedule: Schedule | undefined;
  private relay: Periodic | undefined;
  private relayRedis: Redis | undefined;
  private shards: Periodic | undefined;

  constructor(options: LoopsOptions) {
    this.options = options;
    const { roles, sweep, transport, switches, projections = [], policies = [], dispatcher } = options;
    this.loop('heartbeat', HEARTBEAT_MS, (sql) => options.beat(sql));
    // Apart from the heartbeat: the sweep waits for Redis when that is away, and the process is not dead meanwhile.
    this.recovery = this.loop('recovery', HEARTBEAT_MS, async (sql) => void (await sweep.run(sql)));
    transport.onEpochChange(() => this.recover());
    if (switches.allowed) this.loop('switches', HEARTBEAT_MS, (sql) => switches.refresh(sql));
    if (roles.timer) this.keepTime();
    if (roles.relay) this.publish();
    const consumptions = [
      ...projections.map(ofProjection),
      ...policies.map((policy) => ofPolicy(policy, dispatcher)),
    ];
    this.consumers = roles.projection ? consumptions.map((each) => new Consumer(each, options)) : [];
  }

  /** Resolves when every consumer of this process can be seen by its checkpoint. */
  async ready(sql: Sql): Promise<void> {
    const names = this.consumers.map(({ name }) => name);
    if (names.length > 0) await openCheckpoints(sql, names);
  }

  /** Has the sweep look for outbox rows soon. */
  recover(): void {
    this.recovery.poke();
  }

  /** Has events published soon. */
  relayEvents(): void {
    this.relay?.poke();
  }

  watchShards(leases: Leases): void {
    this.shards = this.loop('shards', LOOK_AT_SHARDS_MS, (sql) => leases.run(sql));
  }

  /** Has the division into shards looked at soon. */
  lookAtShards(): void {
    this.shards?.poke();
  }

  /** Before everything else ends: nothing is begun by the clock any more, and no shard taken. */
  async leaveShards(): Promise<void> {
    this.schedule?.stop();
    await this.shards?.stop();
  }

  async stop(): Promise<void> {
    this.schedule?.stop();
    await Promise.all([
      ...this.periodic.map((loop) => loop.stop()),
      ...this.consumers.map((consumer) => consumer.stop()),
    ]);
    this.relayRedis?.disconnect();
  }

  private keepTime(): void {
    const { engine, registry, retentionMs, log } = this.options;
    const fire = (message: Message) => engine.fire(message);
    this.loop('timer', WAKE_EVERY_MS, async (sql) => {
      await wakeSweep(sql, Date.now(), fire, engine.leases && ((to) => !engine.owns(to)));
    });
    this.schedule = new Schedule(registry, fire);
    if (retentionMs === undefined) return;
    const retention = new Retention(registry, retentionMs, log);
    this.loop('retention', RETENTION_EVERY_MS, async (sql) => void (await retention.run(sql)));
  }

  private publish(): void {
    const { redisUrl, log } = this.options;
    this.relayRedis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
    this.relayRedis.on('error', (err) => log.debug({ err }, 'redis'));
    const relay = new Relay(this.relayRedis);
    this.relay = this.loop('relay', RELAY_EVERY_MS, async (sql) => void (await relay.run(sql)));
  }

  private loop(name: string, everyMs: number, work: (connection: Connection) => Promise<void>): Periodic {
    const { databaseUrl, log } = this.options;
    const loop = new Periodic({ name, databaseUrl, everyMs, log, work });
    this.periodic.push(loop);
    return loop;
  }
}
