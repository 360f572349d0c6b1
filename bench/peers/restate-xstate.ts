/** @restatedev/xstate: the saga as a machine whose invoked promises are the steps. `--mode 24`: its partitions. */
import { randomUUID } from 'node:crypto';
import { xstate } from '@restatedev/xstate';
import { fromPromise } from '@restatedev/xstate/promise';
import { assign, setup } from 'xstate';
import type { Ending } from '../closed-loop.ts';
import { runPeer } from './peer.ts';
import { serveEndpoint } from './restate-endpoint.ts';
import { DURABILITY, startRestate } from './restate-server.ts';
import type { Services } from './services.ts';

interface Order {
  orderId: string;
  declined: boolean;
}

function orderMachine(services: Services) {
  const step = (work: (orderId: string) => Promise<void>) =>
    fromPromise<null, Order>(async ({ input }) => {
      await work(input.orderId);
      return null;
    });
  const input = ({ context }: { context: Order }) => context;
  return setup({
    types: { context: {} as Order & { charged: boolean }, input: {} as Order },
    actors: {
      reserve: step((orderId) => services.reserve(orderId)),
      charge: fromPromise<boolean, Order>(({ input: { orderId, declined } }) =>
        services.charge(orderId, declined),
      ),
      ship: step((orderId) => services.ship(orderId)),
      release: step((orderId) => services.release(orderId)),
    },
    guards: { charged: ({ context }) => context.charged },
  }).createMachine({
    id: 'order',
    context: ({ input: order }) => ({ ...order, charged: false }),
    initial: 'reserving',
    states: {
      reserving: { invoke: { src: 'reserve', input, onDone: 'charging' } },
      charging: {
        invoke: {
          src: 'charge',
          input,
          onDone: { target: 'charged', actions: assign({ charged: ({ event }) => event.output }) },
        },
      },
      charged: { always: [{ guard: 'charged', target: 'shipping' }, { target: 'releasing' }] },
      shipping: { invoke: { src: 'ship', input, onDone: 'confirmed' } },
      releasing: { invoke: { src: 'release', input, onDone: 'cancelled' } },
      confirmed: { type: 'final' },
      cancelled: { type: 'final' },
    },
  });
}

await runPeer(async ({ dataDir }, services, mode) => {
  const endpoint = await serveEndpoint([xstate('order', orderMachine(services))]);
  const server = await startRestate(dataDir, Number(mode));
  await server.register(endpoint.port);
  const saga = async (declined: boolean): Promise<Ending> => {
    const orderId = randomUUID();
    await server.call(`/order/${orderId}/create`, { input: { orderId, declined } });
    const snapshot = await server.call<{ value: Ending }>(`/order/${orderId}/waitFor`, { condition: 'done' });
    return snapshot.value;
  };
  return {
    durability: DURABILITY,
    place: (declined, ended, failed) => void saga(declined).then(ended, failed),
    stop: async () => {
      await server.stop();
      endpoint.stop();
    },
  };
});
