/** One run, measured from outside: the same for Orderly and for everything that it is compared with. */
import { closedLoop, declinedOf, type LoopOptions, type LoopResult, type Place } from '../closed-loop.ts';
import { durability, type Watched } from './counters.ts';
import { type Quiet, spin } from './disturbance.ts';
import { type Costs, costs, othersBetween, readMeters } from './meter.ts';
import { percentile } from './statistics.ts';

/** What a run tells the harness, as one line of JSON. */
export interface RunFigures extends Costs, Quiet {
  sagas: number;
  inFlight: number;
  sagasPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** The largest resident set of the node process that ran the sagas, in megabytes. */
  peakMb: number;
  /** How long views and the like took to catch up after the last saga; their work is counted with the rest. */
  behindMs: number;
  durability: string;
  /** What was not as asked for; empty in a sound run. */
  problems: string[];
}

/** What is measured. */
export interface Subject extends Watched {
  /** Is in the command lines of its servers. */
  dataDir: string;
  place: Place;
  /** Resolves when nothing is left to do after the last saga. */
  settled(): Promise<void>;
  /** Looks at what the sagas left, after the subject has been stopped. One line for each thing that is wrong. */
  check(ends: Ends): Promise<string[]>;
  stop(): Promise<void>;
}

export interface Load extends Omit<LoopOptions, 'sagas'> {
  /** About how long the counted sagas take. */
  seconds: number;
}

const WARM_UP = 2_000;
const WARM_UP_SECONDS = 3;
const WARM_UP_IN_FLIGHT = 256;
const FIRST = 100;

interface Ends {
  confirmed: number;
  cancelled: number;
}

/** Warms up, tries how fast it is, loads it for `seconds` with a counted number of sagas, and looks at what they left. */
export async function measure(subject: Subject, load: Load): Promise<RunFigures> {
  const asked: Ends = { confirmed: 0, cancelled: 0 };
  const got: Ends = { confirmed: 0, cancelled: 0 };
  const figures = await underLoad(subject, load, asked, got).finally(() => subject.stop());
  return { ...figures, problems: [...countProblems(asked, got), ...(await subject.check(asked))] };
}

async function underLoad(
  subject: Subject,
  { inFlight, declinedPercent, seconds }: Load,
  asked: Ends,
  got: Ends,
): Promise<Omit<RunFigures, 'problems'>> {
  const run = async (sagas: number, underWay: number): Promise<LoopResult> => {
    const result = await closedLoop(subject.place, { sagas, inFlight: underWay, declinedPercent });
    const declined = declinedOf(sagas, declinedPercent);
    asked.cancelled += declined;
    asked.confirmed += sagas - declined;
    got.cancelled += result.cancelled;
    got.confirmed += result.confirmed;
    return result;
  };
  const warmUpWidth = Math.max(inFlight, WARM_UP_IN_FLIGHT);
  const first = await run(FIRST, warmUpWidth);
  await run(Math.min(WARM_UP, sagasIn(WARM_UP_SECONDS, first)), warmUpWidth);
  const trial = await run(Math.max(FIRST, inFlight), inFlight);
  await subject.settled();

  const spinBefore = spin();
  const before = await readMeters(subject);
  const { latencies, elapsedMs } = await run(Math.max(sagasIn(seconds, trial), inFlight * 2), inFlight);
  const ended = performance.now();
  await subject.settled();
  const behindMs = performance.now() - ended;
  const after = await readMeters(subject);

  const sagas = latencies.length;
  latencies.sort((a, b) => a - b);
  return {
    sagas,
    inFlight,
    sagasPerSecond: (sagas / elapsedMs) * 1_000,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
    ...costs(before, after, sagas),
    peakMb: process.resourceUsage().maxRSS / 1_024,
    behindMs,
    othersShare: othersBetween(before, after),
    spinMs: Math.max(spinBefore, spin()),
    durability: await durability(subject),
  };
}

/** The numbers of confirmed and cancelled sagas are known beforehand. */
export function countProblems(asked: Ends, got: Ends): string[] {
  return (['confirmed', 'cancelled'] as const).flatMap((how) =>
    asked[how] === got[how] ? [] : [`${got[how]} sagas were ${how}, ${asked[how]} should have been`],
  );
}

/** How many sagas take so many seconds at the speed of an earlier run. */
function sagasIn(seconds: number, { latencies, elapsedMs }: LoopResult): number {
  return Math.ceil((latencies.length / elapsedMs) * 1_000 * seconds);
}
