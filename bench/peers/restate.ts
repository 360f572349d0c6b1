/**
 * Restate, `--mode one-service/24`: the steps are `ctx.run` in one handler; `--mode three-services/24`: the handler calls
 * three services, whose answers are durable and whose rows may be written twice without harm, so they need no `ctx.run`.
 * The number is that of its partitions.
 */
import { randomUUID } from 'node:crypto';
import * as restate from '@restatedev/restate-sdk';
import type { Ending } from '../closed-loop.ts';
import { runPeer } from './peer.ts';
import { serveEndpoint } from './restate-endpoint.ts';
import { DURABILITY, startRestate } from './restate-server.ts';
import type { Services } from './services.ts';

interface Order {
  orderId: string;
  declined: boolean;
}

function oneService(services: Services) {
  const place = async (ctx: restate.Context, { orderId, declined }: Order): Promise<Ending> => {
    await ctx.run('reserve', () => services.reserve(orderId));
    const charged = await ctx.run('charge', () => services.charge(orderId, declined));
    if (!charged) {
      await ctx.run('release', () => services.release(orderId));
      return 'cancelled';
    }
    await ctx.run('ship', () => services.ship(orderId));
    return 'confirmed';
  };
  return [restate.service({ name: 'order', handlers: { place } })];
}

function threeServices(services: Services) {
  const inventory = restate.service({
    name: 'inventory',
    handlers: {
      reserve: (_: restate.Context, orderId: string) => services.reserve(orderId),
      release: (_: restate.Context, orderId: string) => services.release(orderId),
    },
  });
  const payment = restate.service({
    name: 'payment',
    handlers: {
      charge: (_: restate.Context, { orderId, declined }: Order) => services.charge(orderId, declined),
    },
  });
  const shipping = restate.service({
    name: 'shipping',
    handlers: { ship: (_: restate.Context, orderId: string) => services.ship(orderId) },
  });
  const place = async (ctx: restate.Context, { orderId, declined }: Order): Promise<Ending> => {
    await ctx.serviceClient(inventory).reserve(orderId);
    const charged = await ctx.serviceClient(payment).charge({ orderId, declined });
    if (!charged) {
      await ctx.serviceClient(inventory).release(orderId);
      return 'cancelled';
    }
    await ctx.serviceClient(shipping).ship(orderId);
    return 'confirmed';
  };
  return [restate.service({ name: 'order', handlers: { place } }), inventory, payment, shipping];
}

await runPeer(async ({ dataDir }, services, mode) => {
  const [shape, partitions] = mode.split('/');
  const endpoint = await serveEndpoint(shape === 'one-service' ? oneService(services) : threeServices(services));
  const server = await startRestate(dataDir, Number(partitions));
  await server.register(endpoint.port);
  return {
    durability: DURABILITY,
    place: (declined, ended, failed) => {
      server.call<Ending>('/order/place', { orderId: randomUUID(), declined }).then(ended, failed);
    },
    stop: async () => {
      await server.stop();
      endpoint.stop();
    },
  };
});
