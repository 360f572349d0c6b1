/** Customers who order at the same time and do not give up: what is not answered is repeated under the same key. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Door, OrderAnswer } from '../setup/door.ts';
import type { Wish } from './orders.ts';

const AT_A_TIME = 24;
const REPEAT_AFTER_MS = 50;

export class Crowd {
  /** Order ids by the key under which they were accepted. */
  readonly accepted = new Map<string, string>();
  repeated = 0;
  calledOff = 0;
  /** Answers that no client may ever get: another order under the same key, or a fault of ours. */
  readonly wrong: string[] = [];
  private readonly call: Door;
  private readonly everyMs: number;
  private readonly cancellations: Promise<void>[] = [];

  /** @param everyMs the time between two orders of one customer */
  constructor(call: Door, everyMs: number) {
    this.call = call;
    this.everyMs = everyMs;
  }

  /** Resolves when every wish is accepted. */
  async order(wishes: readonly Wish[]): Promise<void> {
    const left = wishes.values();
    const customer = async () => {
      for (const wish of left) {
        await this.place(wish);
        await pause(this.everyMs);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, customer));
    await Promise.all(this.cancellations);
  }

  private async place(wish: Wish): Promise<void> {
    for (;;) {
      const answer = await this.post<OrderAnswer>('/api/orders', wish.body, { 'idempotency-key': wish.key });
      if (answer?.status === 202) {
        this.accept(wish, answer.body.orderId);
        return;
      }
      this.repeated += 1;
      await pause(REPEAT_AFTER_MS);
    }
  }

  private accept({ key, calledOffAfterMs }: Wish, orderId: string): void {
    this.accepted.set(key, orderId);
    if (calledOffAfterMs === undefined) return;
    this.calledOff += 1;
    this.cancellations.push(pause(calledOffAfterMs).then(() => this.callOff(orderId)));
  }

  private async callOff(orderId: string): Promise<void> {
    for (;;) {
      const answer = await this.post(`/api/orders/${orderId}/cancel`);
      if (answer && [200, 202, 409].includes(answer.status)) return;
      await pause(REPEAT_AFTER_MS);
    }
  }

  /** Undefined where nothing was answered, or "try again later". */
  private async post<Body>(path: string, body?: unknown, headers?: Record<string, string>) {
    try {
      const answer = await this.call<Body>('POST', path, body, headers);
      if (answer.status === 503) return undefined;
      if (answer.status >= 400 && answer.status !== 409)
        this.wrong.push(`POST ${path}: ${JSON.stringify(answer.body)}`);
      return answer;
    } catch {
      return undefined;
    }
  }
}
