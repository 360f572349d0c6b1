import type { Signal, SignalResult } from '../actors/signal/index.ts';
import type { FoundSystem } from './system.ts';
import { until } from './tell.ts';

/** Longer than any deadline that a person waits for. */
const PATIENCE_MS = 15 * 60_000;

export async function submitSignal({ call }: FoundSystem, value: number): Promise<string> {
  const { status, body } = await call<Signal & { detail?: string }>('POST', '/api/signals', { value });
  if (status !== 202) throw new Error(`POST /api/signals answered ${status}: ${body.detail}`);
  return body.signalId;
}

export async function readSignal({ call }: FoundSystem, signalId: string): Promise<Signal> {
  return (await call<Signal>('GET', `/api/signals/${signalId}`)).body;
}

export async function completedSignal(system: FoundSystem, signalId: string): Promise<Signal> {
  const done = async () => {
    const signal = await readSignal(system, signalId);
    return signal.status === 'completed' ? signal : undefined;
  };
  const signal = await until(done, PATIENCE_MS);
  if (!signal) throw new Error(`signal ${signalId} was not completed within ${PATIENCE_MS} ms`);
  return signal;
}

/** Milliseconds until its timer fires. */
export async function deadlineOf({ call }: FoundSystem, signalId: string): Promise<number> {
  const { body } = await call<{ timers?: { dueAt: string | number }[] }>('GET', `/api/actors/signal/${signalId}`);
  const due = body.timers?.[0]?.dueAt;
  return due === undefined ? 0 : new Date(due).getTime() - Date.now();
}

/** The late answer of a processor, once it is recorded. */
export function lateAnswer(
  { call }: FoundSystem,
  signalId: string,
  processor: string,
): Promise<SignalResult | undefined> {
  return until(async () => {
    const { body } = await call<{ items: SignalResult[] }>('GET', `/api/signals/${signalId}/results`);
    return body.items.find((result) => result.late && result.processor === processor);
  }, 60_000);
}

export function words({ results, missing, partial }: Signal): string {
  const answers =
    results.map(({ processor, value }) => `${processor} says ${value}`).join(', ') || 'nobody answered';
  return partial ? `${answers}; missing: ${missing.join(', ')}` : answers;
}
