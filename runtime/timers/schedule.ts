import { address, type Message } from '../message.ts';
import type { Registry } from '../registry.ts';

/** Node's timers take no more; then the slot is looked at again. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Commands that actors give themselves on a clock. A slot has one message id, so all processes together run it once. The
 * clock is set anew for each slot: an interval drifts, and one that drifts over the edge of a slot leaves it out.
 */
export class Schedule {
  private readonly timers = new Map<object, NodeJS.Timeout>();

  constructor(registry: Registry, fire: (message: Message) => void) {
    for (const { kind, definition } of registry.all()) {
      if (kind !== 'handler') continue;
      for (const { everyMs, id, type, payload } of definition.every ?? []) {
        const to = address(definition.type, id);
        this.eachSlot(everyMs, (number) => {
          const slot = `${type}@${number}`;
          fire({ id: slot, to, type, payload, correlationId: slot, sentAt: Date.now() });
        });
      }
    }
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private eachSlot(everyMs: number, tick: (slot: number) => void, last = Math.floor(Date.now() / everyMs)): void {
    const wait = (last + 1) * everyMs - Date.now();
    const ring = () => {
      const slot = Math.floor(Date.now() / everyMs);
      if (slot > last) tick(slot);
      this.eachSlot(everyMs, tick, Math.max(slot, last));
    };
    this.timers.set(tick, setTimeout(ring, Math.min(Math.max(wait, 1), LONGEST_WAIT_MS)).unref());
  }
}
