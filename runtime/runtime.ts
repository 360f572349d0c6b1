/** The runtime of one process: composes the parts and is what doors and `main.ts` hold in their hands. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { BreakerState } from './activities/runner.ts';
import type { ActorView, DeadLetters, HealthPart, JournalEntry, Runtime, TurnResult } from './api.ts';
import { processOf, Questions } from './ask.ts';
import { StoredDeadLetters } from './dead-letters/dead-letters.ts';
import type { ActorDefinition, Policy, Projection, StoredEvent } from './definition.ts';
import { Engine } from './engine.ts';
import { ActorParked } from './errors.ts';
import { Consumer } from './events/consumer.ts';
import { ofPolicy, ofProjection } from './events/consumption.ts';
import { eventsOf } from './events/read.ts';
import { Relay } from './events/relay.ts';
import { Tail } from './events/tail.ts';
import { envelopeIds, newProcessId } from './identity.ts';
import { type Address, type Command, checkCommand, type Message, typeOf } from './message.ts';
import { beat, HEARTBEAT_MS, sayGoodbye } from './recovery/heartbeat.ts';
import { Periodic } from './recovery/periodic.ts';
import { Sweep } from './recovery/sweep.ts';
import { Registry } from './registry.ts';
import { turnsGone } from './retention/history-gone.ts';
import { RETENTION_EVERY_MS, Retention } from './retention/retention.ts';
import { Layout } from './shards/layout.ts';
import { Leases, LOOK_AT_SHARDS_MS, type ShardWork } from './shards/leases.ts';
import { queuesOf } from './shards/shard-queues.ts';
import type { Sql } from './sql.ts';
import type { Connection } from './store/connection.ts';
import { ReadPool } from './store/pool.ts';
import { readActor, readHistory, readJournaled } from './store/read.ts';
import type { Envelope } from './store/seal.ts';
import { StoredSwitches } from './switches/switches.ts';
import { reached } from './testing/crash-points.ts';
import { Schedule } from './timers/schedule.ts';
import { wakeSweep } from './timers/wake-sweep.ts';
import { BullTransport } from './transport/bullmq.ts';
import type { Transport } from './transport/transport.ts';
import { viewOfState } from './turn/actor-state.ts';
import type { Batch } from './turn/batch.ts';
import type { Settlement } from './turn/delivery.ts';
import { validate } from './turn/validate.ts';
import { FinishLine } from './waiting.ts';

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

/** What `main.ts`, the benchmark and tests may do beyond the doors. */
export interface StartedRuntime extends Runtime {
  readonly processId: string;
  readonly sql: Sql;
  /** The queues' names, for Bull Board. */
  readonly queues: readonly string[];
  /** Of the actor types that this process works, by `<actor type>/<activity>`. */
  breakers(): Record<string, BreakerState>;
  /** Messages in hand in this process. */
  load(): number;
  /** Whether this process handles what is sent to the actor, as far as it knows. */
  owns(to: Address): boolean;
  /** Sees each commit of this process. */
  onCommit(listener: (batch: Batch) => void): () => void;
  stop(): Promise<void>;
}

const ASK_TIMEOUT_MS = 5_000;
const RELAY_EVERY_MS = 25;
const WAKE_EVERY_MS = 250;
const CHAIN_ROUNDS = 10;
const DRAIN_MS = 2_000;
const ONE_POOL = 'worker';

export async function startRuntime(options: RuntimeOptions): Promise<StartedRuntime> {
  const { log, retry, redisUrl } = options;
  const transport = await BullTransport.open({ redisUrl, retry, log });
  try {
    return await RunningRuntime.start(options, transport);
  } catch (error) {
    await transport.stop();
    throw error;
  }
}

class RunningRuntime implements StartedRuntime {
  readonly processId = newProcessId();
  readonly sql: ReadPool;
  readonly queues: readonly string[];
  readonly deadLetters: DeadLetters;
  readonly switches: StoredSwitches;
  private readonly options: RuntimeOptions;
  private readonly transport: Transport;
  private readonly registry: Registry;
  private readonly works: ReadonlySet<string>;
  private readonly engine: Engine;
  private readonly questions: Questions;
  private readonly finishLine: FinishLine;
  private readonly tail: Tail;
  private readonly loops: Periodic[] = [];
  private readonly consumers: Consumer[];
  private readonly schedule: Schedule | undefined;
  private readonly listeners = new Set<(batch: Batch) => void>();
  private readonly relayRedis: Redis | undefined;
  private relayLoop: Periodic | undefined;
  private readonly layout: Layout;
  private shardsLoop: Periodic | undefined;
  private workersRunning = false;
  private stopped: Promise<void> | undefined;

  static async start(options: RuntimeOptions, transport: Transport): Promise<RunningRuntime> {
    const runtime = new RunningRuntime(options, transport);
    await transport.onReply(runtime.processId, (message) => runtime.questions.answer(message));
    await runtime.beat(runtime.sql);
    await runtime.switches.refresh();
    await runtime.tail.ready;
    if (runtime.engine.leases) runtime.watchShards(runtime.engine.leases);
    else if (options.roles.worker) runtime.engine.work();
    runtime.workersRunning = options.roles.worker;
    return runtime;
  }

  private constructor(options: RuntimeOptions, transport: Transport) {
    this.options = options;
    this.transport = transport;
    this.registry = new Registry(options.actors);
    this.sql = new ReadPool(options.databaseUrl, options.readConnections);
    this.questions = new Questions(this.processId);
    const layout = new Layout(options.shards ?? 1, options.poolOf);
    this.layout = layout;
    this.queues = queuesOf(this.registry, layout, this.registry.types);
    const works = options.roles.worker ? (options.works ?? this.registry.types) : [];
    this.works = new Set(works);
    const newEnvelopeId = envelopeIds(this.processId);
    const sweep: Sweep = new Sweep({
      processId: this.processId,
      transport,
      newEnvelopeId,
      layout,
      isOpen: (id) => this.engine.isOpen(id),
      inHand: () => this.engine.inHand,
      dispatch: (envelopes) => this.engine.dispatch(envelopes),
      log: options.log,
    });
    this.engine = new Engine({
      processId: this.processId,
      newEnvelopeId,
      databaseUrl: options.databaseUrl,
      registry: this.registry,
      transport,
      delivery: options.delivery,
      chainRounds: options.chainRounds ?? CHAIN_ROUNDS,
      works,
      layout,
      lease: layout.divided && works.length > 0 ? (work) => this.openLeases(works, work) : undefined,
      concurrency: options.concurrency,
      cacheSize: options.cacheSize,
      log: options.log,
      onCommitted: (batch) => {
        this.committed(batch);
        if (sweep.isHungry) recovery.poke();
      },
      onReply: (message) => this.reply(message),
      ask: (command, patience) => this.ask(command, patience),
      recheck: (envelopes) => {
        sweep.recheck(envelopes);
        recovery.poke();
      },
    });
    this.switches = new StoredSwitches({
      sql: this.sql,
      registry: this.registry,
      allowed: options.switches ?? false,
      apply: (types) => this.engine.setStopped(types),
    });
    this.deadLetters = new StoredDeadLetters({
      read: this.sql,
      engine: this.engine,
      registry: this.registry,
      transport,
      newEnvelopeId,
      layout,
    });
    this.tail = new Tail(options);
    this.finishLine = new FinishLine((to) => this.read(to), this.tail);
    this.loop('heartbeat', HEARTBEAT_MS, (sql) => this.beat(sql));
    // Apart from the heartbeat: the sweep waits for Redis when that is away, and the process is not dead meanwhile.
    const recovery = this.loop('recovery', HEARTBEAT_MS, async (sql) => void (await sweep.run(sql)));
    transport.onEpochChange(() => recovery.poke());
    if (this.switches.allowed) this.loop('switches', HEARTBEAT_MS, (sql) => this.switches.refresh(sql));
    if (options.roles.timer) {
      this.loop('timer', WAKE_EVERY_MS, async (sql) => {
        const fire = (message: Message) => this.engine.fire(message);
        await wakeSweep(sql, Date.now(), fire, this.engine.leases && ((to) => !this.engine.owns(to)));
      });
      this.schedule = new Schedule(this.registry, (message) => this.engine.fire(message));
      if (options.retentionMs !== undefined) {
        const retention = new Retention(this.registry, options.retentionMs, options.log);
        this.loop('retention', RETENTION_EVERY_MS, async (sql) => void (await retention.run(sql)));
      }
    }
    if (options.roles.relay) {
      this.relayRedis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1 });
      this.relayRedis.on('error', (err) => options.log.debug({ err }, 'redis'));
      const relay = new Relay(this.relayRedis);
      this.relayLoop = this.loop('relay', RELAY_EVERY_MS, async (sql) => void (await relay.run(sql)));
    }
    const dispatcher = {
      newEnvelopeId,
      layout,
      store: (sql: Sql, envelopes: readonly Envelope[]) => this.engine.store(sql, envelopes),
      dispatch: (envelopes: readonly Envelope[]) => this.engine.dispatch(envelopes),
    };
    const consumptions = [
      ...(options.projections ?? []).map(ofProjection),
      ...(options.policies ?? []).map((policy) => ofPolicy(policy, dispatcher)),
    ];
    this.consumers = options.roles.projection ? consumptions.map((each) => new Consumer(each, options)) : [];
  }

  async execute(command: Command): Promise<TurnResult> {
    const message = this.address(command);
    const settlement = await this.engine.execute(message);
    return this.resultOf(message, settlement);
  }

  async send(command: Command): Promise<{ messageId: string }> {
    const message = this.address(command);
    validate(this.registry.get(typeOf(message.to)).definition.messages, message);
    await this.engine.ride({ origin: 'caller', messages: [message] });
    return { messageId: message.id };
  }

  async ask(
    command: Command,
    { timeoutMs = ASK_TIMEOUT_MS } = {},
  ): Promise<{ type: string; payload: Record<string, unknown> }> {
    const message = this.address(command);
    validate(this.registry.get(typeOf(message.to)).definition.messages, message);
    const { replyTo, answer, forget } = this.questions.open(command.to, command.type, timeoutMs);
    try {
      await this.engine.ride({ origin: 'caller', messages: [{ ...message, replyTo }] });
    } catch (error) {
      forget();
      throw error;
    }
    return answer;
  }

  read(to: Address): Promise<ActorView | undefined> {
    return readActor(this.sql, to);
  }

  history(to: Address, options?: { after?: number; limit?: number }): Promise<JournalEntry[]> {
    return readHistory(this.sql, to, options);
  }

  turnsGone(to: Address): Promise<number> {
    return turnsGone(this.sql, to);
  }

  events(to: Address): Promise<StoredEvent[]> {
    return eventsOf(this.sql, to);
  }

  journaled(to: Address, messageId: string): Promise<Message | undefined> {
    return readJournaled(this.sql, to, messageId);
  }

  waitFor(to: Address, timeoutMs: number): Promise<ActorView | undefined> {
    return this.finishLine.wait(to, timeoutMs);
  }

  onEvents(listener: (events: readonly StoredEvent[]) => void): () => void {
    return this.tail.listen(listener);
  }

  onCommit(listener: (batch: Batch) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  breakers(): Record<string, BreakerState> {
    return this.engine.desk.breakersOf(this.works);
  }

  load(): number {
    return this.engine.load;
  }

  owns(to: Address): boolean {
    return this.engine.owns(to);
  }

  async health(): Promise<{ database: HealthPart; redis: HealthPart; workers: HealthPart }> {
    const database = this.sql.query('health', 'SELECT 1').then(
      () => ({ ok: true }),
      (error: Error) => ({ ok: false, detail: error.message }),
    );
    const redis = this.transport
      .problem()
      .then((detail) => (detail === undefined ? { ok: true } : { ok: false, detail }));
    const workers = { ok: this.workersRunning || !this.options.roles.worker };
    return { database: await database, redis: await redis, workers };
  }

  /** Calling it again waits for the same end. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.workersRunning = false;
    this.schedule?.stop();
    await this.shardsLoop?.stop();
    await this.engine.leases?.end(this.sql).catch((err: unknown) => this.options.log.debug({ err }, 'shards were left'));
    await Promise.all([
      ...this.loops.map((loop) => loop.stop()),
      ...this.consumers.map((consumer) => consumer.stop()),
      this.tail.stop(),
    ]);
    await this.transport.pause();
    await this.drained();
    await this.engine.stop();
    this.questions.stop();
    await this.transport.stop();
    this.relayRedis?.disconnect();
    reached('stop:before-goodbye');
    await this.lastBeat().catch((err: unknown) => this.options.log.debug({ err }, 'no goodbye'));
    await this.sql.close();
  }

  /** Gives what is in hand a moment to be committed; the rest stays in the outbox for the next process. */
  private async drained(): Promise<void> {
    const deadline = Date.now() + DRAIN_MS;
    while (this.engine.load > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private address(command: Command): Message {
    const { definition } = this.registry.get(typeOf(command.to));
    checkCommand(command, Object.keys(definition.messages));
    const id = command.id ?? randomUUID();
    const { to, type, payload, correlationId = id, traceparent } = command;
    return { id, to, type, payload, correlationId, ...(traceparent ? { traceparent } : {}), sentAt: Date.now() };
  }

  private async resultOf(message: Message, settlement: Settlement): Promise<TurnResult> {
    const messageId = message.id;
    switch (settlement.kind) {
      case 'machine':
        return { messageId, fresh: true, accepted: settlement.accepted, actor: viewOfState(settlement.after) };
      case 'handler': {
        const { reply, refused } = settlement.outcome;
        return {
          messageId,
          fresh: true,
          accepted: !refused,
          ...(reply ? { reply } : {}),
          ...(refused ? { refused } : {}),
        };
      }
      case 'duplicate': {
        const actor = await this.read(message.to);
        return { messageId, fresh: false, accepted: true, ...(actor ? { actor } : {}) };
      }
      default:
        throw new ActorParked(message.to);
    }
  }

  private openLeases(works: readonly string[], work: ShardWork): Leases {
    const { log, poolOf = () => ONE_POOL } = this.options;
    return new Leases({
      processId: this.processId,
      layout: this.layout,
      pools: Map.groupBy(works, poolOf),
      work,
      epoch: () => this.transport.epoch,
      poke: () => this.shardsLoop?.poke(),
      log,
    });
  }

  private watchShards(leases: Leases): void {
    this.shardsLoop = this.loop('shards', LOOK_AT_SHARDS_MS, (sql) => leases.run(sql));
  }

  private committed(batch: Batch): void {
    if (batch.events.length > 0) this.relayLoop?.poke();
    for (const { address, snapshot } of batch.moved)
      if (snapshot.status !== 'active') this.finishLine.crossed(address);
    for (const listener of this.listeners) listener(batch);
  }

  private reply(message: Message): void {
    const processId = processOf(message.to);
    if (processId === this.processId) {
      this.questions.answer(message);
      return;
    }
    this.transport
      .publishReply(processId, message)
      .catch((err: unknown) => this.options.log.debug({ err }, 'an answer was lost; the asker times out'));
  }

  private loop(name: string, everyMs: number, work: (connection: Connection) => Promise<void>): Periodic {
    const loop = new Periodic({
      name,
      databaseUrl: this.options.databaseUrl,
      everyMs,
      log: this.options.log,
      work,
    });
    this.loops.push(loop);
    return loop;
  }

  /** Once before anything is sent: rows without a living owner would be taken over. */
  private async beat(sql: Sql): Promise<void> {
    const { processId } = this;
    await beat(sql, { processId, description: description(this.options), breakers: this.breakers() });
  }

  private async lastBeat(): Promise<void> {
    await sayGoodbye(this.sql, this.processId);
  }
}

/** `pid 4711: worker of order payment, relay`: for people, and for the drills that look for whom to kill. */
function description({ roles, works }: Pick<RuntimeOptions, 'roles' | 'works'>): string {
  const names = Object.entries(roles).flatMap(([name, on]) => (on ? [name] : []));
  const named = names.map((name) => (name === 'worker' && works ? `worker of ${works.join(' ')}` : name));
  return `pid ${process.pid}: ${named.join(', ') || 'doors only'}`;
}
