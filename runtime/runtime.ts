import type { BreakerState } from './activities/runner.ts';
import type { ActorView, DeadLetters, HealthPart, JournalEntry, Runtime, TurnResult } from './api.ts';
import { processOf, Questions } from './ask.ts';
import { StoredDeadLetters } from './dead-letters/dead-letters.ts';
import type { StoredEvent } from './definition.ts';
import { Engine } from './engine.ts';
import { eventsOf } from './events/read.ts';
import { Tail } from './events/tail.ts';
import { envelopeIds, newProcessId } from './identity.ts';
import { Loops } from './loops.ts';
import { type Address, type Command, type Message, typeOf } from './message.ts';
import { description, type RuntimeOptions } from './options.ts';
import { beat, sayGoodbye } from './recovery/heartbeat.ts';
import { Sweep } from './recovery/sweep.ts';
import { Registry } from './registry.ts';
import { resultOf, toMessage } from './requests.ts';
import { turnsGone } from './retention/history-gone.ts';
import { Layout } from './shards/layout.ts';
import { enlist } from './shards/lease-rows.ts';
import { Leases, type ShardWork } from './shards/leases.ts';
import { warnOfNeighbours } from './shards/neighbours.ts';
import { queuesOf } from './shards/shard-queues.ts';
import type { Sql } from './sql.ts';
import { ReadPool } from './store/pool.ts';
import { readActor, readHistory, readJournaled } from './store/read.ts';
import { StoredSwitches } from './switches/switches.ts';
import { reached } from './testing/crash-points.ts';
import { BullTransport } from './transport/bullmq.ts';
import type { Transport } from './transport/transport.ts';
import type { Batch } from './turn/batch.ts';
import { validate } from './turn/validate.ts';
import { FinishLine } from './waiting.ts';

export type { RuntimeOptions, RuntimeRoles } from './options.ts';

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
const CHAIN_ROUNDS = 10;
const DRAIN_MS = 2_000;
const ONE_POOL = 'worker';
/** By then nobody counts as living who ended before this process began. */
const BEATS_BEFORE_A_LOOK = 5;

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
  private readonly pools: ReadonlyMap<string, readonly string[]>;
  private readonly engine: Engine;
  private readonly questions: Questions;
  private readonly finishLine: FinishLine;
  private readonly tail: Tail;
  private readonly loops: Loops;
  private readonly listeners = new Set<(batch: Batch) => void>();
  private readonly layout: Layout;
  private workersRunning = false;
  private beats = 0;
  private stopped: Promise<void> | undefined;

  static async start(options: RuntimeOptions, transport: Transport): Promise<RunningRuntime> {
    const runtime = new RunningRuntime(options, transport);
    await transport.onReply(runtime.processId, (message) => runtime.questions.answer(message));
    await runtime.beat(runtime.sql);
    await runtime.switches.refresh();
    await runtime.loops.ready(runtime.sql);
    await runtime.tail.ready;
    if (runtime.engine.leases) runtime.loops.watchShards(runtime.engine.leases);
    else if (options.roles.worker) await runtime.workUndivided();
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
    this.pools = Map.groupBy(works, options.poolOf ?? (() => ONE_POOL));
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
      lease: layout.divided && works.length > 0 ? (work) => this.openLeases(work) : undefined,
      concurrency: options.concurrency,
      cacheSize: options.cacheSize,
      log: options.log,
      onCommitted: (batch) => {
        this.committed(batch);
        if (sweep.isHungry) this.loops.recover();
      },
      onReply: (message) => this.reply(message),
      ask: (command, patience) => this.ask(command, patience),
      recheck: (envelopes) => {
        sweep.recheck(envelopes);
        this.loops.recover();
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
    this.loops = new Loops({
      ...options,
      registry: this.registry,
      engine: this.engine,
      sweep,
      transport,
      switches: this.switches,
      dispatcher: {
        newEnvelopeId,
        layout,
        store: (sql, envelopes) => this.engine.store(sql, envelopes),
        dispatch: (envelopes) => this.engine.dispatch(envelopes),
      },
      beat: (sql) => this.beat(sql),
    });
  }

  async execute(command: Command): Promise<TurnResult> {
    const message = this.message(command);
    return resultOf(message, await this.engine.execute(message), () => this.read(message.to));
  }

  async send(command: Command): Promise<{ messageId: string }> {
    const message = this.message(command);
    validate(this.registry.get(typeOf(message.to)).definition.messages, message);
    await this.engine.ride({ origin: 'caller', messages: [message] });
    return { messageId: message.id };
  }

  async ask(
    command: Command,
    { timeoutMs = ASK_TIMEOUT_MS } = {},
  ): Promise<{ type: string; payload: Record<string, unknown> }> {
    const message = this.message(command);
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
    await this.loops.leaveShards();
    await this.engine.leases
      ?.end(this.sql)
      .catch((err: unknown) => this.options.log.debug({ err }, 'shards were left'));
    await Promise.all([this.loops.stop(), this.tail.stop()]);
    await this.transport.pause();
    await this.drained();
    await this.engine.stop();
    this.questions.stop();
    await this.transport.stop();
    reached('stop:before-goodbye');
    await this.lastBeat().catch((err: unknown) => this.options.log.debug({ err }, 'no goodbye'));
    await this.sql.close();
  }

  /** Gives what is in hand a moment to be committed; the rest stays in the outbox for the next process. */
  private async drained(): Promise<void> {
    const deadline = Date.now() + DRAIN_MS;
    while (this.engine.load > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private message(command: Command): Message {
    return toMessage(this.registry, command);
  }

  private openLeases(work: ShardWork): Leases {
    const { log } = this.options;
    return new Leases({
      processId: this.processId,
      layout: this.layout,
      pools: this.pools,
      work,
      epoch: () => this.transport.epoch,
      poke: () => this.loops.lookAtShards(),
      log,
    });
  }

  private async workUndivided(): Promise<void> {
    await enlist(this.sql, this.processId, [...this.pools.keys()], this.layout.count);
    this.engine.work();
  }

  private committed(batch: Batch): void {
    if (batch.events.length > 0) this.loops.relayEvents();
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

  /** Once before anything is sent: rows without a living owner would be taken over. */
  private async beat(sql: Sql): Promise<void> {
    const { processId, options, layout } = this;
    await beat(sql, { processId, description: description(options), breakers: this.breakers() });
    this.beats += 1;
    if (this.beats !== BEATS_BEFORE_A_LOOK || this.pools.size === 0) return;
    await warnOfNeighbours(sql, { processId, pools: [...this.pools.keys()], of: layout.count }, options.log);
  }

  private async lastBeat(): Promise<void> {
    await sayGoodbye(this.sql, this.processId);
  }
}
