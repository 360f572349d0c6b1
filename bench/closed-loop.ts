/** How a saga came to its end. */
export type Ending = 'confirmed' | 'cancelled';

export interface LoopResult {
  /** Milliseconds from placing an order to its end, in order of completion. */
  latencies: number[];
  elapsedMs: number;
  confirmed: number;
  cancelled: number;
}

export interface LoopOptions {
  sagas: number;
  /** Orders under way at a time: as one ends, the next is placed. */
  inFlight: number;
  /** Of 100 orders, how many the provider declines. */
  declinedPercent: number;
}

/** Places one order; calls back once when it has ended, or when it never will. */
export type Place = (declined: boolean, ended: (how: Ending) => void, failed: (error: unknown) => void) => void;

/** Places `sagas` orders with `inFlight` under way at a time. */
export function closedLoop(place: Place, { sagas, inFlight, declinedPercent }: LoopOptions): Promise<LoopResult> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const ends = { confirmed: 0, cancelled: 0 };
    const begin = performance.now();
    let placed = 0;
    const next = () => {
      const since = performance.now();
      const declined = isDeclined(placed, declinedPercent);
      placed += 1;
      place(
        declined,
        (how) => {
          latencies.push(performance.now() - since);
          ends[how] += 1;
          if (placed < sagas) next();
          else if (latencies.length === sagas) {
            resolve({ latencies, elapsedMs: performance.now() - begin, ...ends });
          }
        },
        reject,
      );
    };
    for (let i = 0; i < Math.min(inFlight, sagas); i += 1) next();
  });
}

/** How many of so many sagas are declined. */
export function declinedOf(sagas: number, percent: number): number {
  return Array.from({ length: sagas }, (_, n) => isDeclined(n, percent)).filter(Boolean).length;
}

function isDeclined(n: number, percent: number): boolean {
  return (n * percent) % 100 < percent;
}
