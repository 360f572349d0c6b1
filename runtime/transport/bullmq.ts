import { DelayedError, type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Message } from '../message.ts';
import type { Envelope } from '../store/seal.ts';
import { EpochWatch } from './epoch.ts';
import {
  type FailedAttempt,
  JobFailed,
  type Receiver,
  type Transport,
  type Worked,
  WrongOwner,
} from './transport.ts';

export interface BullTransportOptions {
  redisUrl: string;
  /** Attempts of a message that failed, the first one apart; first pause in milliseconds, doubling, half of it jitter. */
  retry: { attempts: number; backoffMs: number };
  log: Logger;
}

interface JobData {
  messages: readonly Message[];
  history?: readonly FailedAttempt[];
}

/** Failed jobs kept per queue: they mirror the dead letters for people who look at the queues. */
const KEEP_FAILED = 1_000;
/** A crashed worker's jobs are handed out again this often before BullMQ gives them up; the journal makes it harmless. */
const MAX_STALLED = 100;
const STALLED_CHECK_MS = 2_000;
const LOCK_MS = 4_000;
/** A job that reached the wrong process waits so long: by then its new owner works the queue, and this one does not. */
const GO_BACK_MS = 100;
const WAITING = new Set(['waiting', 'active', 'delayed', 'prioritized', 'paused', 'waiting-children']);

/**
 * A worker that fetches one job after the other. BullMQ's own fetches jobs with the end of others too, and what it fetches
 * in two ways at once it begins in any order.
 */
class WorkerInOrder<Data> extends Worker<Data> {
  override processJob(job: Job<Data>, token: string) {
    return super.processJob(job, token, () => false);
  }
}

/** Envelopes as BullMQ jobs: one queue per actor type, the envelope's id as the job's. */
export class BullTransport implements Transport {
  private readonly options: BullTransportOptions;
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly watch: EpochWatch;
  private readonly queues = new Map<string, Queue<JobData>>();
  private readonly workers: Worker<JobData>[] = [];

  private constructor(options: BullTransportOptions) {
    this.options = options;
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
    this.subscriber = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
    for (const redis of [this.redis, this.subscriber])
      redis.on('error', (err) => options.log.debug({ err }, 'redis'));
    this.watch = new EpochWatch(this.redis);
  }

  /** Waits until Redis has answered once. */
  static async open(options: BullTransportOptions): Promise<BullTransport> {
    const transport = new BullTransport(options);
    await transport.redis.ping();
    await transport.watch.read();
    return transport;
  }

  get epoch(): string {
    return this.watch.current;
  }

  onEpochChange(listener: () => void): void {
    this.watch.onChange(listener);
  }

  async dispatch(envelopes: readonly Envelope[]): Promise<void> {
    await Promise.all(
      envelopes.map(({ id, queue, messages }) =>
        this.queue(queue).add(
          'envelope',
          { messages },
          { jobId: id, removeOnComplete: true, removeOnFail: { count: KEEP_FAILED } },
        ),
      ),
    );
  }

  async retry(
    { id, queue, messages }: Envelope,
    { history, delayed }: { history: readonly FailedAttempt[]; delayed: boolean },
  ): Promise<void> {
    const { attempts, backoffMs } = this.options.retry;
    await this.queue(queue).add(
      'retry',
      { messages, history },
      {
        jobId: id,
        attempts,
        backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
        ...(delayed ? { delay: Math.ceil(backoffMs * (0.5 + Math.random() / 2)) } : {}),
        removeOnComplete: true,
        removeOnFail: { count: KEEP_FAILED },
      },
    );
  }

  async holds(envelopes: readonly { id: string; queue: string }[]): Promise<Set<string>> {
    const states = await Promise.all(envelopes.map(({ id, queue }) => this.queue(queue).getJobState(id)));
    return new Set(envelopes.filter((_, index) => WAITING.has(states[index] as string)).map(({ id }) => id));
  }

  async drop({ id, queue }: { id: string; queue: string }): Promise<void> {
    const job = await this.queue(queue).getJob(id);
    if (await job?.isFailed()) await job?.remove();
  }

  async withdraw({ id, queue }: { id: string; queue: string }): Promise<void> {
    await this.queue(queue).remove(id);
  }

  work(name: string, concurrency: number, receiver: Receiver): Worked {
    const worker = new WorkerInOrder<JobData>(name, (job, token) => this.process(job, token, receiver), {
      connection: { url: this.options.redisUrl, maxRetriesPerRequest: null },
      concurrency,
      maxStalledCount: MAX_STALLED,
      stalledInterval: STALLED_CHECK_MS,
      lockDuration: LOCK_MS,
    });
    worker.on('error', (err) => this.options.log.debug({ err, queue: name }, 'queue worker'));
    this.workers.push(worker);
    return {
      pause: () => worker.pause(true),
      finish: () => worker.pause(),
      resume: () => worker.resume(),
    };
  }

  async publishReply(processId: string, message: Message): Promise<void> {
    await this.redis.publish(channel(processId), JSON.stringify(message));
  }

  async onReply(processId: string, listener: (message: Message) => void): Promise<void> {
    this.subscriber.on('message', (_channel, text) => listener(JSON.parse(text) as Message));
    await this.subscriber.subscribe(channel(processId));
  }

  async problem(): Promise<string | undefined> {
    if (this.redis.status !== 'ready') return `the connection is ${this.redis.status}`;
    return this.redis.ping().then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  async pause(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
  }

  async stop(): Promise<void> {
    this.watch.stop();
    await Promise.all(this.workers.map((worker) => worker.close(true)));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.redis.disconnect();
    this.subscriber.disconnect();
  }

  private queue(name: string): Queue<JobData> {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue<JobData>(name, {
      connection: { url: this.options.redisUrl, maxRetriesPerRequest: null },
    });
    queue.on('error', (err) => this.options.log.debug({ err, queue: name }, 'queue'));
    this.queues.set(name, queue);
    return queue;
  }

  private async process(job: Job<JobData>, token: string | undefined, receiver: Receiver): Promise<void> {
    const { messages, history = [] } = job.data;
    const attempt = job.attemptsMade + 1;
    const retry =
      job.name === 'retry' ? { attempt, last: attempt >= (job.opts.attempts ?? 1), history } : undefined;
    try {
      await receiver({ envelopeId: job.id ?? '', queue: job.queueName, messages, ...(retry ? { retry } : {}) });
    } catch (error) {
      if (error instanceof WrongOwner) {
        await job.moveToDelayed(Date.now() + GO_BACK_MS, token);
        throw new DelayedError();
      }
      if (!(error instanceof JobFailed)) throw error;
      if (error.forGood) throw new UnrecoverableError(error.message);
      await job.updateData({
        messages,
        history: [...history, { at: new Date().toISOString(), error: error.message }],
      });
      throw error;
    }
  }
}

function channel(processId: string): string {
  return `orderly:reply:${processId}`;
}
