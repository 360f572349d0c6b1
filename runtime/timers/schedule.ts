import { address, type Message } from '../message.ts';
import type { Registry } from '../registry.ts';

/** Commands that actors give themselves on a clock. A slot has one message id, so all processes together run it once. */
export class Schedule {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(registry: Registry, fire: (message: Message) => void) {
    for (const { kind, definition } of registry.all()) {
      if (kind !== 'handler') continue;
      for (const { everyMs, id, type, payload } of definition.every ?? []) {
        const to = address(definition.type, id);
        const tick = () => {
          const slot = `${type}@${Math.floor(Date.now() / everyMs)}`;
          fire({ id: slot, to, type, payload, correlationId: slot, sentAt: Date.now() });
        };
        this.timers.push(setInterval(tick, everyMs).unref());
      }
    }
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}
