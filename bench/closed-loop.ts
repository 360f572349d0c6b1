import { randomUUID } from 'node:crypto';
import type { Fulfilment } from '../machines/choreography.ts';
import type { StartedRuntime } from '../runtime/runtime.ts';
import type { BenchOptions } from './options.ts';

export interface LoopResult {
  /** Milliseconds from placing an order to the commit of its last turn, in order of completion. */
  latencies: number[];
  elapsedMs: number;
  confirmed: number;
  cancelled: number;
}

const PRODUCT = '11111111-1111-1111-1111-111111111111';

/** Places `sagas` orders with `inFlight` under way at a time. Every `declinedEvery`th is declined by the provider. */
export function closedLoop(
  runtime: StartedRuntime,
  {
    sagas,
    inFlight,
    declinedPercent,
    fulfilment,
  }: Pick<BenchOptions, 'sagas' | 'inFlight' | 'declinedPercent' | 'fulfilment'>,
): Promise<LoopResult> {
  return new Promise((resolve, reject) => {
    const started = new Map<string, number>();
    const latencies: number[] = [];
    const ends = { confirmed: 0, cancelled: 0 };
    const begin = performance.now();
    let placed = 0;
    const place = () => {
      const id = randomUUID();
      const declined = (placed * declinedPercent) % 100 < declinedPercent;
      placed += 1;
      started.set(`order/${id}`, performance.now());
      runtime
        .execute({
          to: `order/${id}`,
          type: 'PlaceOrder',
          payload: order(declined ? 'pm_declined' : 'pm_ok', fulfilment),
        })
        .catch(reject);
    };
    const unlisten = runtime.onCommit((batch) => {
      for (const { address, snapshot } of batch.moved) {
        const since = started.get(address);
        if (since === undefined || snapshot.status === 'active') continue;
        started.delete(address);
        latencies.push(performance.now() - since);
        ends[snapshot.value as 'confirmed' | 'cancelled'] += 1;
        if (placed < sagas) place();
      }
      if (latencies.length < sagas) return;
      unlisten();
      resolve({ latencies, elapsedMs: performance.now() - begin, ...ends });
    });
    for (let i = 0; i < Math.min(inFlight, sagas); i += 1) place();
  });
}

function order(paymentMethod: string, fulfilment: Fulfilment) {
  return {
    customerId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
    items: [{ productId: PRODUCT, productName: 'Laptop', quantity: 1, unitPriceMinor: 99_999 }],
    paymentMethod,
    fulfilment,
  };
}
