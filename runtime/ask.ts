import { AskTimeout } from './errors.ts';
import { type Address, address, type Message } from './message.ts';
import { REPLY_TYPE } from './turn/grouping.ts';

type Reply = { type: string; payload: Record<string, unknown> };

/** The questions that this process has asked and that are not answered yet. */
export class Questions {
  private readonly processId: string;
  private readonly pending = new Map<Address, (reply: Reply) => void>();
  private count = 0;

  constructor(processId: string) {
    this.processId = processId;
  }

  /** Where the answer is to go, and the promise of it; rejects with `AskTimeout`. */
  open(to: Address, type: string, timeoutMs: number): { replyTo: Address; answer: Promise<Reply> } {
    this.count += 1;
    const replyTo = address(REPLY_TYPE, `${this.processId}.${this.count}`);
    const answer = new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(replyTo);
        reject(new AskTimeout(to, type, timeoutMs));
      }, timeoutMs);
      this.pending.set(replyTo, (reply) => {
        clearTimeout(timer);
        this.pending.delete(replyTo);
        resolve(reply);
      });
    });
    return { replyTo, answer };
  }

  /** An answer that comes late or twice has nobody waiting for it. */
  answer({ to, type, payload }: Message): void {
    this.pending.get(to)?.({ type, payload });
  }
}

/** The process at which the asker waits. */
export function processOf(replyTo: Address): string {
  return replyTo.slice(REPLY_TYPE.length + 1).split('.')[0] as string;
}
