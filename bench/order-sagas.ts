/** Orders as the closed loop places them: through the runtime, ended with the commit of their last turn. */
import type { Fulfilment } from '../machines/choreography.ts';
import { newId } from '../router/new-id.ts';
import type { StartedRuntime } from '../runtime/runtime.ts';
import type { Ending, Place } from './closed-loop.ts';

export const PRODUCT = '11111111-1111-1111-1111-111111111111';
/** More than any run takes. */
const STOCK = 1_000_000_000;

/** `newOrderId`: as the door makes ids where nobody says otherwise. */
export function placeOrders(
  runtime: StartedRuntime,
  fulfilment: Fulfilment,
  newOrderId: () => string = newId,
): Place {
  const waiting = new Map<string, (how: Ending) => void>();
  runtime.onCommit((batch) => {
    for (const { address, snapshot } of batch.moved) {
      const ended = waiting.get(address);
      if (!ended || snapshot.status === 'active') continue;
      waiting.delete(address);
      ended(snapshot.value as Ending);
    }
  });
  return (declined, ended, failed) => {
    const to = `order/${newOrderId()}` as const;
    waiting.set(to, ended);
    runtime
      .execute({ to, type: 'PlaceOrder', payload: orderPayload(declined ? 'pm_declined' : 'pm_ok', fulfilment) })
      .catch(failed);
  };
}

/** Puts as much of the one product on the shelf as a benchmark may need. */
export async function fillShelf(runtime: StartedRuntime): Promise<void> {
  await runtime.execute({
    to: `inventory/${PRODUCT}`,
    type: 'ReceiveStock',
    payload: { productId: PRODUCT, quantity: STOCK },
  });
}

/** One piece of the one product. */
export function orderPayload(paymentMethod: string, fulfilment: Fulfilment, productId = PRODUCT) {
  return {
    customerId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
    items: [{ productId, productName: 'Laptop', quantity: 1, unitPriceMinor: 99_999 }],
    paymentMethod,
    fulfilment,
  };
}
