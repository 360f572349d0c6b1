import { AskTimeout } from './errors.ts';
import { type Address, address, type Message } from './message.ts';
import { REPLY_TYPE } from './turn/grouping.ts';

type Reply = { type: string; payload: Record<string, unknown> };

interface Question {
  /** Where the answer is to go. */
  replyTo: Address;
  /** Rejects with `AskTimeout`. */
  answer: Promise<Reply>;
  /** The question was not sent after all. */
  forget(): void;
}

/** The questions that this process has asked and that are not answered yet. */
export class Questions {
  private readonly processId: string;
  private readonly pending = new Map<Address, { forget(): void; resolve(reply: Reply): void }>();
  private count = 0;

  constructor(processId: string) {
    this.processId = processId;
  }

  open(to: Address, type: string, timeoutMs: number): Question {
    this.count += 1;
    const replyTo = address(REPLY_TYPE, `${this.processId}.${this.count}`);
    const { promise: answer, resolve, reject } = Promise.withResolvers<Reply>();
    answer.catch(() => undefined); // whoever waits for it is told; it may come while nobody does yet
    const timer = setTimeout(() => {
      forget();
      reject(new AskTimeout(to, type, timeoutMs));
    }, timeoutMs);
    const forget = () => {
      clearTimeout(timer);
      this.pending.delete(replyTo);
    };
    this.pending.set(replyTo, {
      forget,
      resolve: (reply) => {
        forget();
        resolve(reply);
      },
    });
    return { replyTo, answer, forget };
  }

  /** An answer that comes late or twice has nobody waiting for it. */
  answer({ to, type, payload }: Message): void {
    this.pending.get(to)?.resolve({ type, payload });
  }

  /** Nobody waits any more: the process is ending. */
  stop(): void {
    for (const { forget } of this.pending.values()) forget();
  }
}

/** The process at which the asker waits. */
export function processOf(replyTo: Address): string {
  return replyTo.slice(REPLY_TYPE.length + 1).split('.')[0] as string;
}
