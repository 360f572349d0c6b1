import type { Fulfilment } from '../../machines/choreography.ts';
import type { PlaceOrder } from '../../machines/order/messages.ts';
import type { Runtime, Sql } from '../../runtime/index.ts';
import { readRecording, type Step } from './recording.ts';

export interface Scene {
  /** The name of its files. */
  name: string;
  title: string;
  fulfilment: Fulfilment;
  wish: Partial<PlaceOrder>;
  /** The customer calls it off while it is paid. */
  calledOff?: boolean;
}

const plots: readonly (Pick<Scene, 'wish' | 'calledOff'> & { name: string; about: string })[] = [
  { name: 'confirmed', about: 'everything works', wish: {} },
  { name: 'declined', about: 'the payment is declined', wish: { paymentMethod: 'pm_declined' } },
  { name: 'refused', about: 'the shipment is refused', wish: { shipTo: { country: 'AQ' } } },
  {
    name: 'called-off',
    about: 'called off while it is paid',
    wish: { paymentMethod: 'pm_slow' },
    calledOff: true,
  },
];

/** Each plot in both styles. */
export const scenes: readonly Scene[] = plots.flatMap(({ name, about, ...plot }) =>
  (['orchestration', 'choreography'] as const).map((fulfilment) => ({
    ...plot,
    name: `${fulfilment}-${name}`,
    title: `${fulfilment[0]?.toUpperCase()}${fulfilment.slice(1)}: ${about}`,
    fulfilment,
  })),
);

const items = [
  {
    productId: '11111111-1111-1111-1111-111111111111',
    productName: 'Laptop',
    quantity: 1,
    unitPriceMinor: 99_999,
  },
];
const PATIENCE_MS = 60_000;
const UNDER_WAY = `
  SELECT (SELECT count(*) FROM outbox)::int
       + (SELECT count(*) FROM checkpoints c WHERE EXISTS (SELECT FROM events e WHERE (e.tx, e.pos) > (c.tx, c.pos)))::int AS left`;

/** Plays a scene on a running system to its very end, and reads what it left in the journal and the event store. */
export async function record(
  runtime: Runtime & { sql: Sql },
  { name, fulfilment, wish, calledOff }: Scene,
): Promise<Step[]> {
  const to = `order/${name}` as const;
  await runtime.execute({
    to,
    type: 'PlaceOrder',
    payload: { customerId: 'customer', items, ...wish, fulfilment },
  });
  if (calledOff) {
    await until(async () => (await runtime.read(to))?.state.endsWith('chargingPayment'));
    await runtime.execute({ to, type: 'CancelOrder', payload: {} });
  }
  await runtime.waitFor(to, PATIENCE_MS);
  await until(
    async () => (await runtime.sql.query<{ left: number }>('scene-under-way', UNDER_WAY))[0]?.left === 0,
  );
  return readRecording(runtime.sql, name);
}

async function until(holds: () => Promise<boolean | undefined>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`the scene did not end within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
