/** What the processes of a run and their parent tell each other. */

export interface WorkerSettings {
  databaseUrl: string;
  redisUrl: string;
  dataDir: string;
  delivery: 'queue' | 'local';
  shards: number;
  /** `own`: each process accepts orders of its own shards; `any`: of all. */
  ids: 'own' | 'any';
  products: number;
}

export interface Part {
  sagas: number;
  inFlight: number;
}

/** What a process says when its part is done. */
export interface PartDone {
  latencies: number[];
  elapsedMs: number;
  cpuMs: number;
  /** Turns that were computed on a state that another process had moved. */
  conflicts: number;
}

export function productId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
