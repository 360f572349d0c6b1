import type { LoopResult } from './closed-loop.ts';
import { percentile } from './compare/statistics.ts';
import type { CpuTimes } from './cpu.ts';
import type { BenchOptions } from './options.ts';

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** One JSON object or a few lines to read. */
export function report(options: BenchOptions, result: LoopResult, before: CpuTimes, after: CpuTimes): void {
  const { sagas, inFlight } = options;
  const sorted = [...result.latencies].sort((a, b) => a - b);
  const perSaga = (kind: keyof CpuTimes) => round((after[kind] - before[kind]) / sagas, 3);
  const cpu = { node: perSaga('node'), postgres: perSaga('postgres'), redis: perSaga('redis') };
  const figures = {
    sagas,
    inFlight,
    sagasPerSecond: Math.round((sagas / result.elapsedMs) * 1_000),
    p50Ms: round(percentile(sorted, 0.5), 1),
    p95Ms: round(percentile(sorted, 0.95), 1),
    p99Ms: round(percentile(sorted, 0.99), 1),
    cpuMsPerSaga: round(cpu.node + cpu.postgres + cpu.redis, 3),
  };
  if (options.json) {
    console.log(JSON.stringify(figures));
    return;
  }
  const { delivery, provider } = options;
  console.log(`delivery ${delivery}, provider ${provider}, ${inFlight} in flight, ${sagas} sagas`);
  console.log(
    `  ${figures.sagasPerSecond} sagas/s   p50 ${figures.p50Ms} ms   p95 ${figures.p95Ms} ms   p99 ${figures.p99Ms} ms`,
  );
  console.log(
    `  CPU ${figures.cpuMsPerSaga} ms per saga: node ${cpu.node}, postgres ${cpu.postgres}, redis ${cpu.redis}`,
  );
  console.log(`  ${result.confirmed} confirmed, ${result.cancelled} cancelled`);
}
