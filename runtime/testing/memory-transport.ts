import type { Message } from '../message.ts';
import type { Envelope } from '../store/seal.ts';
import {
  type FailedAttempt,
  JobFailed,
  type Receiver,
  type Transport,
  type Worked,
  WrongOwner,
} from '../transport/transport.ts';

interface Job {
  envelope: Envelope;
  retry?: { attempt: number; history: readonly FailedAttempt[] };
  state: 'waiting' | 'active' | 'delayed' | 'failed';
}

/** A transport inside one process, for tests: loses everything with `lose`, as Redis does with FLUSHALL. */
export class MemoryTransport implements Transport {
  private readonly options: { attempts: number; backoffMs: number };
  private readonly jobs = new Map<string, Job>();
  private readonly receivers = new Map<string, Receiver>();
  private readonly repliers = new Map<string, (message: Message) => void>();
  private readonly listeners: (() => void)[] = [];
  private losses = 0;
  private paused = false;

  constructor(options: { attempts: number; backoffMs: number }) {
    this.options = options;
  }

  get epoch(): string {
    return `memory.${this.losses}`;
  }

  onEpochChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  lose(): void {
    this.jobs.clear();
    this.losses += 1;
    for (const listener of this.listeners) listener();
  }

  async dispatch(envelopes: readonly Envelope[]): Promise<void> {
    for (const envelope of envelopes) this.add({ envelope, state: 'waiting' });
  }

  async retry(
    envelope: Envelope,
    { history, delayed }: { history: readonly FailedAttempt[]; delayed: boolean },
  ): Promise<void> {
    this.add({ envelope, retry: { attempt: 1, history }, state: delayed ? 'delayed' : 'waiting' });
  }

  async holds(envelopes: readonly { id: string }[]): Promise<Set<string>> {
    const state = (id: string) => this.jobs.get(id)?.state;
    return new Set(
      envelopes.map(({ id }) => id).filter((id) => state(id) !== undefined && state(id) !== 'failed'),
    );
  }

  async drop({ id }: { id: string }): Promise<void> {
    if (this.jobs.get(id)?.state === 'failed') this.jobs.delete(id);
  }

  async withdraw({ id }: { id: string }): Promise<void> {
    if (this.jobs.get(id)?.state !== 'active') this.jobs.delete(id);
  }

  work(queue: string, _concurrency: number, receiver: Receiver): Worked {
    const resume = async () => {
      this.receivers.set(queue, receiver);
      for (const job of this.jobs.values()) this.schedule(job);
    };
    const pause = async () => void this.receivers.delete(queue);
    void resume();
    return { pause, resume, finish: () => pause().then(() => this.settled(queue)) };
  }

  async publishReply(processId: string, message: Message): Promise<void> {
    const copy = JSON.parse(JSON.stringify(message)) as Message;
    setImmediate(() => this.repliers.get(processId)?.(copy));
  }

  async onReply(processId: string, listener: (message: Message) => void): Promise<void> {
    this.repliers.set(processId, listener);
  }

  async problem(): Promise<undefined> {
    return undefined;
  }

  async pause(): Promise<void> {
    this.paused = true;
  }

  async stop(): Promise<void> {
    this.paused = true;
    this.receivers.clear();
  }

  private add(job: Job): void {
    if (this.jobs.has(job.envelope.id)) return;
    this.jobs.set(job.envelope.id, { ...job, envelope: JSON.parse(JSON.stringify(job.envelope)) as Envelope });
    this.schedule(this.jobs.get(job.envelope.id) as Job);
  }

  private schedule(job: Job): void {
    if (job.state === 'delayed') setTimeout(() => void this.run(job), this.options.backoffMs).unref();
    else if (job.state === 'waiting') setImmediate(() => void this.run(job));
  }

  private async run(job: Job): Promise<void> {
    const { envelope, retry } = job;
    const receiver = this.receivers.get(envelope.queue);
    const isHeld = this.jobs.get(envelope.id) === job && (job.state === 'waiting' || job.state === 'delayed');
    if (!receiver || this.paused || !isHeld) return;
    job.state = 'active';
    const arrival = { envelopeId: envelope.id, queue: envelope.queue, messages: envelope.messages };
    const last = retry !== undefined && retry.attempt >= this.options.attempts;
    try {
      await receiver(retry ? { ...arrival, retry: { ...retry, last } } : arrival);
      this.jobs.delete(envelope.id);
    } catch (error) {
      this.failed(job, error);
    }
  }

  private async settled(queue: string): Promise<void> {
    const isUnderWay = () =>
      [...this.jobs.values()].some(({ envelope, state }) => envelope.queue === queue && state === 'active');
    while (isUnderWay()) await new Promise((resolve) => setImmediate(resolve));
  }

  private failed(job: Job, error: unknown): void {
    if (error instanceof WrongOwner) {
      job.state = 'delayed';
      this.schedule(job);
      return;
    }
    const { retry } = job;
    const isOver =
      !retry || retry.attempt >= this.options.attempts || (error instanceof JobFailed && error.forGood);
    if (isOver) {
      job.state = 'failed';
      return;
    }
    const entry = { at: new Date().toISOString(), error: (error as Error).message };
    job.retry = { attempt: retry.attempt + 1, history: [...retry.history, entry] };
    job.state = 'delayed';
    this.schedule(job);
  }
}
