import type { Outputs } from '../../api/types.ts';
import type { State } from '../../components/status-chip.tsx';

type Answers = Outputs['signals'];
export type Signal = Answers['get'];
export type SignalEvent = Answers['events']['items'][number];

export function stateOf({ status, partial }: Pick<Signal, 'status' | 'partial'>): State {
  if (status === 'pending') return 'pending';
  return partial ? 'partial' : 'confirmed';
}

/** "Completed, partial" */
export function wordsOf({ status, partial }: Pick<Signal, 'status' | 'partial'>): string {
  if (status === 'pending') return 'Gathering';
  return partial ? 'Completed, partial' : 'Completed';
}

/** What one processor did. Times in ms since the signal was sent. */
export interface Lane {
  processor: string;
  /** In time. */
  answer?: { value: number; afterMs: number };
  /** After the end: recorded, and it changed nothing. */
  late?: { value: number; afterMs: number; at: string };
  /** It had not answered when the signal ended. */
  missing: boolean;
}

/** How a signal was scattered and gathered, read from its events. */
export interface Gathering {
  startedAt: number;
  /** Ms after the start; undefined while it gathers. */
  endedAfterMs?: number;
  partial: boolean;
  lanes: Lane[];
}

/** Undefined before the first event is there. */
export function gatheringOf(events: readonly SignalEvent[]): Gathering | undefined {
  const received = events.find(({ type }) => type === 'SignalReceived');
  if (!received) return undefined;
  const startedAt = Date.parse(received.at);
  const after = (at: string) => Math.max(0, Date.parse(at) - startedAt);
  const completed = events.find(({ type }) => type === 'SignalCompleted');
  const missing = new Set((completed?.payload.missing ?? []) as string[]);
  const lanes = (received.payload.processors as string[]).map((processor): Lane => {
    const of = (wanted: string) =>
      events.find(({ type, payload }) => type === wanted && payload.processor === processor);
    const answer = of('SignalResultReceived');
    const late = of('LateResultRecorded');
    return {
      processor,
      missing: missing.has(processor),
      ...(answer && { answer: { value: answer.payload.value as number, afterMs: after(answer.at) } }),
      ...(late && { late: { value: late.payload.value as number, afterMs: after(late.at), at: late.at } }),
    };
  });
  return {
    startedAt,
    partial: completed?.payload.partial === true,
    lanes,
    ...(completed && { endedAfterMs: after(completed.at) }),
  };
}

const STEPS_MS = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];
const MOST_TICKS = 6;

/** A time axis: where it ends, and its ticks, all in ms. */
export interface TimeAxis {
  end: number;
  ticks: number[];
}

export function timeAxis(longestMs: number): TimeAxis {
  const span = Math.max(longestMs * 1.12, 500);
  const step = STEPS_MS.find((each) => span / each <= MOST_TICKS) ?? span / MOST_TICKS;
  const ticks: number[] = [];
  for (let at = 0; at <= span; at += step) ticks.push(at);
  return { end: span, ticks };
}
