import { setTimeout as delay } from 'node:timers/promises';
import { processorCommands } from '../../machines/signal/messages.ts';
import { processorMachine, type Work } from '../../machines/signal/processor.machine.ts';
import { type Activity, defineMachineActor, done, type MachineActorDefinition } from '../../runtime/index.ts';

export interface ProcessorSettings {
  /** Milliseconds that the work on one signal takes. Default 1,000. */
  delayMs?: number;
  /** The share of attempts that fail, from 0 to 1. Default 0. */
  failureRate?: number;
  /** Attempts before the processor gives up and does not answer. Default 3. */
  attempts?: number;
  /** First pause between attempts in milliseconds; doubles. Default 200. */
  backoffMs?: number;
  /** Where chance comes from: numbers from 0 to below 1. Default `Math.random`. */
  random?: () => number;
}

/** `processor-1` to `processor-<count>`: actor types, and so queues and roles, of their own. */
export function processorNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `processor-${index + 1}`);
}

/** A processor of signals, by signal id. */
export function processorActor(type: string, settings: ProcessorSettings = {}): MachineActorDefinition {
  return defineMachineActor({
    type,
    machine: processorMachine,
    messages: processorCommands,
    starts: ['ProcessSignal'],
    activities: { work: work(settings) },
  });
}

/** An attempt failed because the switch PROCESSOR_FAILURE_RATE says so. */
class ProcessorFailed extends Error {}

const SLACK_MS = 10_000;

/** Stands for work that takes its time and fails now and then: the nth processor multiplies by n. */
function work(settings: ProcessorSettings): Activity<Work, number> {
  const { delayMs = 1_000, failureRate = 0, attempts = 3, backoffMs = 200, random = Math.random } = settings;
  return {
    attempts,
    backoffMs,
    timeoutMs: delayMs + SLACK_MS,
    concurrency: 256,
    breaker: false,
    async run({ processor, value }, { signal, attempt }) {
      await delay(delayMs, undefined, { signal });
      if (random() < failureRate) throw new ProcessorFailed(`${processor} failed at attempt ${attempt}`);
      return done(value * Number(processor.split('-').at(-1)));
    },
  };
}
