import type { Message } from '../message.ts';
import type { Envelope } from '../store/seal.ts';

/** A job as its receiver sees it. */
export interface Arrival {
  envelopeId: string;
  queue: string;
  messages: readonly Message[];
  /** Set where the job carries one message that failed before: it has attempts of its own. */
  retry?: { attempt: number; last: boolean; history: readonly FailedAttempt[] };
}

export interface FailedAttempt {
  at: string;
  error: string;
}

/** Says that the job is to fail: now for good, or to be tried again after its backoff. */
export class JobFailed extends Error {
  readonly forGood: boolean;
  constructor(message: string, forGood: boolean) {
    super(message);
    this.forGood = forGood;
  }
}

/** Says that another process owns what the job is for: it goes back to its queue, and no attempt is counted. */
export class WrongOwner extends Error {}

/** A queue that is worked. */
export interface Worked {
  /** Takes no more jobs of the queue; those under way go on, and one more may still come. */
  pause(): Promise<void>;
  /** The same, and resolves when those under way are settled and none can come. */
  finish(): Promise<void>;
  resume(): Promise<void>;
}

/** Resolves when every message is settled, rejects with `JobFailed` or `WrongOwner`. */
export type Receiver = (arrival: Arrival) => Promise<void>;

/**
 * Carries envelopes between processes. It may lose everything at any moment: PostgreSQL holds each envelope until it is
 * settled. It may also deliver twice: the journal notices.
 */
export interface Transport {
  /** Changes whenever the transport may have lost what it held. */
  readonly epoch: string;
  onEpochChange(listener: () => void): void;
  dispatch(envelopes: readonly Envelope[]): Promise<void>;
  /** Hands over one failed message as a job with attempts, backoff and jitter. */
  retry(envelope: Envelope, options: { history: readonly FailedAttempt[]; delayed: boolean }): Promise<void>;
  /** Which of these jobs it still holds and will deliver. */
  holds(envelopes: readonly { id: string; queue: string }[]): Promise<Set<string>>;
  /** Forgets a failed job, so that its id is free again. */
  drop(envelope: { id: string; queue: string }): Promise<void>;
  /** Forgets a job in whatever state, as far as nobody has it in hand. */
  withdraw(envelope: { id: string; queue: string }): Promise<void>;
  work(queue: string, concurrency: number, receiver: Receiver): Worked;
  publishReply(processId: string, message: Message): Promise<void>;
  onReply(processId: string, listener: (message: Message) => void): Promise<void>;
  /** Undefined while it answers. */
  problem(): Promise<string | undefined>;
  /** Takes no more jobs; those under way go on. */
  pause(): Promise<void>;
  /** Closes everything. Jobs that are still under way are left: they are handed out again, here or elsewhere. */
  stop(): Promise<void>;
}
