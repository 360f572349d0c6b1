/** How each crash point is reached. What a plain run of orders does not reach is provoked. */
import type { CrashPoint } from '../../runtime/testing/crash-points.ts';
import { type Door, LAPTOP, orderBody } from '../setup/door.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { type Crash, leaveInOutbox, type Scene } from './scene.ts';

/** Points at which it matters how messages travel. Of the others, some are not even reached where nothing leaves the process. */
export const IN_BOTH: readonly CrashPoint[] = [
  'accept:before-commit',
  'commit:before',
  'commit:after-turns',
  'commit:after',
  'activity:before-run',
  'activity:after-run',
  'retry:before-split',
  'retry:after-split',
  'dead-letter:before-bury',
  'dead-letter:after-bury',
  'redrive:after-commit',
  'timer:before-fire',
  'sweep:after-takeover',
];

const BREAK_SHIPMENTS = `
  CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the shelf fell over'; END $$;
  CREATE TRIGGER broken BEFORE INSERT ON shipments FOR EACH ROW EXECUTE FUNCTION broken()`;
const MEND_SHIPMENTS = 'DROP TRIGGER IF EXISTS broken ON shipments';

/** Every shipment fails, and is tried again so often. */
function brokenShipments(attempts: number): Pick<Crash, 'settings' | 'before'> {
  return {
    settings: { RETRY_ATTEMPTS: String(attempts), RETRY_BACKOFF_MS: '40' },
    before: async ({ run }) => void (await run(BREAK_SHIPMENTS)),
  };
}

const mend = async ({ run }: Scene) => void (await run(MEND_SHIPMENTS));

async function openLetters(call: Door): Promise<{ id: string; parked: number }[]> {
  return (await call<{ items: { id: string; parked: number }[] }>('GET', '/api/dead-letters?state=open')).body
    .items;
}

/** The cause is gone, and a person sends again what died of it, until nothing is left. */
async function redriveAll(scene: Scene, call: Door): Promise<void> {
  await mend(scene);
  await waitUntil(
    async () => {
      await call('POST', '/api/dead-letters/redrive', {});
      const [{ left }] = (await scene.run(
        `SELECT count(*)::int AS left FROM actors WHERE type = 'order' AND status = 'active'`,
      )) as [{ left: number }];
      return left === 0;
    },
    { timeoutMs: 60_000, intervalMs: 200, message: 'everything that died is redriven' },
  );
}

async function firstLetter(call: Door, parked = 0): Promise<string> {
  const letters = () => openLetters(call).then((items) => items.find((letter) => letter.parked >= parked)?.id);
  return (await waitUntil(letters, { message: 'there is a dead letter' })) ?? '';
}

const receive = (quantity: unknown) => ({
  to: `inventory/${LAPTOP}`,
  type: 'ReceiveStock',
  payload: { productId: LAPTOP, quantity },
});

/** Ten pieces came in, once, whatever was repeated. */
async function tenMore({ run }: Scene): Promise<void> {
  await waitUntil(
    async () => {
      const [laptop] = await run<{ received: string }>('SELECT received FROM products WHERE product_id = $1', [
        LAPTOP,
      ]);
      return laptop?.received === '10010';
    },
    { message: 'ten laptops came in' },
  );
}

const timersSoon = { STEP_TIMEOUT_MS: '150' };

export const CRASHES: Record<CrashPoint, Crash[]> = {
  'accept:before-commit': [{ point: 'accept:before-commit', nth: 7 }],
  'commit:before': [
    { point: 'commit:before', nth: 1 },
    { point: 'commit:before', nth: 6 },
  ],
  'commit:after-turns': [{ point: 'commit:after-turns', nth: 5 }],
  'commit:after': [
    { point: 'commit:after', nth: 1 },
    { point: 'commit:after', nth: 7 },
  ],
  'dispatch:before': [{ point: 'dispatch:before', nth: 3 }],
  'dispatch:after': [{ point: 'dispatch:after', nth: 3 }],
  'activity:before-run': [{ point: 'activity:before-run', nth: 4 }],
  'activity:after-run': [{ point: 'activity:after-run', nth: 3 }],
  'job:before-acknowledge': [{ point: 'job:before-acknowledge', nth: 4 }],
  'retry:before-split': [{ point: 'retry:before-split', ...brokenShipments(12), repair: mend }],
  'retry:after-split': [{ point: 'retry:after-split', nth: 2, ...brokenShipments(12), repair: mend }],
  'retry:after-handover': [{ point: 'retry:after-handover', nth: 2, ...brokenShipments(12), repair: mend }],
  'dead-letter:before-bury': [{ point: 'dead-letter:before-bury', ...brokenShipments(2), repair: redriveAll }],
  'dead-letter:after-bury': [
    { point: 'dead-letter:after-bury', nth: 2, ...brokenShipments(2), repair: redriveAll },
  ],
  'redrive:after-commit': [
    {
      point: 'redrive:after-commit',
      ...brokenShipments(2),
      provoke: async (scene, { call }) => {
        const id = await firstLetter(call);
        await mend(scene);
        await call('POST', `/api/dead-letters/${id}/redrive`, {});
      },
      repair: redriveAll,
    },
  ],
  'discard:after-commit': [
    {
      point: 'discard:after-commit',
      before: (scene) => leaveInOutbox(scene, [receive('ten')]),
      provoke: async (scene, { call }) => {
        await firstLetter(call);
        await leaveInOutbox(scene, [receive(10)]);
        const id = await firstLetter(call, 1);
        await call('POST', `/api/dead-letters/${id}/discard`, { reason: 'test' });
      },
      repair: tenMore,
    },
  ],
  'timer:before-fire': [
    { point: 'timer:before-fire', nth: 1, settings: timersSoon },
    { point: 'timer:before-fire', nth: 3, settings: timersSoon },
  ],
  'relay:after-publish': [{ point: 'relay:after-publish', nth: 2 }],
  'projection:before-commit': [{ point: 'projection:before-commit', nth: 2 }],
  'projection:after-commit': [{ point: 'projection:after-commit', nth: 2 }],
  'sweep:after-takeover': [
    {
      point: 'sweep:after-takeover',
      before: async (scene) => {
        const { items: _, ...order } = orderBody();
        const items = [{ productId: LAPTOP, productName: 'Laptop', quantity: 1, unitPriceMinor: 99_999 }];
        await leaveInOutbox(scene, [
          { to: 'order/left-behind', type: 'PlaceOrder', payload: { ...order, items } },
        ]);
        await leaveInOutbox(scene, [receive(10)]);
      },
      repair: tenMore,
    },
  ],
  'stop:before-goodbye': [
    { point: 'stop:before-goodbye', provoke: async (_, { process }) => process.kill('SIGTERM') },
  ],
};
