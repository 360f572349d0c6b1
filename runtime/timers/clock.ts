import type { Address } from '../message.ts';
import type { ActorState, Timer } from '../turn/actor-state.ts';

/** The longest time a Node timer takes; later ones are left to the wake rows. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Fires the timers of the actors that this process holds in memory, to the millisecond. It may lose everything it knows:
 * the wake rows bring back what it does not fire.
 */
export class Clock {
  private readonly alarms = new Map<Address, { dueAt: number; timeout: NodeJS.Timeout }>();
  private readonly lookUp: (address: Address) => ActorState | undefined;
  private readonly fire: (state: ActorState, timer: Timer) => void;

  constructor(
    lookUp: (address: Address) => ActorState | undefined,
    fire: (state: ActorState, timer: Timer) => void,
  ) {
    this.lookUp = lookUp;
    this.fire = fire;
  }

  get size(): number {
    return this.alarms.size;
  }

  /** Called after each commit of the actor: its alarm follows its earliest timer. */
  follow(state: ActorState): void {
    const { address } = state;
    const dueAt = state.timers.reduce((least, timer) => Math.min(least, timer.dueAt), Number.POSITIVE_INFINITY);
    const alarm = this.alarms.get(address);
    if (alarm?.dueAt === dueAt) return;
    if (alarm) {
      clearTimeout(alarm.timeout);
      this.alarms.delete(address);
    }
    if (dueAt !== Number.POSITIVE_INFINITY) this.arm(address, dueAt);
  }

  /** Leaves the timers of these actors to others. */
  forget(isIt: (address: Address) => boolean): void {
    for (const [address, { timeout }] of this.alarms) {
      if (!isIt(address)) continue;
      clearTimeout(timeout);
      this.alarms.delete(address);
    }
  }

  stop(): void {
    for (const { timeout } of this.alarms.values()) clearTimeout(timeout);
    this.alarms.clear();
  }

  private arm(address: Address, dueAt: number): void {
    const wait = Math.max(0, dueAt - Date.now());
    if (wait > LONGEST_MS) return;
    this.alarms.set(address, { dueAt, timeout: setTimeout(() => this.ring(address), wait).unref() });
  }

  /** Node's timers may ring up to two milliseconds early: look at the clock before firing. */
  private ring(address: Address): void {
    this.alarms.delete(address);
    const state = this.lookUp(address);
    if (!state) return;
    const now = Date.now();
    const due = state.timers.filter(({ dueAt }) => dueAt <= now);
    for (const timer of due) this.fire(state, timer);
    if (due.length === 0) this.follow(state);
  }
}
