import { type OrderChanges, orderBody } from '../setup/door.ts';
import type { Random } from './random.ts';

const CAMERA = '66666666-6666-6666-6666-666666666666';
const PRODUCTS = ['11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222'] as const;

const KINDS: readonly (readonly [OrderChanges, number])[] = [
  [{ paymentMethod: 'pm_ok' }, 70],
  [{ paymentMethod: 'pm_declined' }, 6],
  [{ paymentMethod: 'pm_flaky' }, 6],
  [{ paymentMethod: 'pm_slow' }, 5],
  [{ paymentMethod: 'pm_down' }, 2],
  [{ paymentMethod: 'pm_lost_answer' }, 2],
  [{ shipTo: { country: 'AQ' } }, 5],
  [{ productId: CAMERA }, 4],
];

export interface Wish {
  /** The Idempotency-Key under which it is repeated until it is answered. */
  readonly key: string;
  readonly body: Record<string, unknown>;
  /** So long after it was accepted it is called off, in milliseconds. */
  readonly calledOffAfterMs: number | undefined;
}

/** What people order: mostly what works, and some of everything that does not, in both styles. */
export function wishes(random: Random, count: number): Wish[] {
  return Array.from({ length: count }, (_, number) => {
    const changes = random.pick(KINDS);
    const productId = PRODUCTS[random.between(0, PRODUCTS.length)];
    const fulfilment = random.chance(0.5) ? 'choreography' : 'orchestration';
    const body = orderBody({
      fulfilment,
      productId,
      quantity: random.between(1, 4),
      customerId: `c-${number % 50}`,
      ...changes,
    });
    const calledOffAfterMs = random.chance(0.08) ? random.between(0, 150) : undefined;
    return { key: `chaos-${number}`, body, calledOffAfterMs };
  });
}
