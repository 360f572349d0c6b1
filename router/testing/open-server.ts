import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import { toOrder } from '../../actors/order/index.ts';
import type { StockLevel } from '../inventory/schemas.ts';
import { createServer, type ServerDeps } from '../server.ts';
import { FakeRuntime } from './fake-runtime.ts';

export const CUSTOMER = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
export const LAPTOP = '11111111-1111-1111-1111-111111111111';

/** The body that every example uses. */
export const BODY = {
  customerId: CUSTOMER,
  items: [{ productId: LAPTOP, productName: 'Laptop', quantity: 1, unitPrice: 999.99 }],
};

const LEVEL: StockLevel = {
  productId: LAPTOP,
  productName: 'Laptop',
  received: 10,
  available: 8,
  reserved: 1,
  shipped: 1,
};

export interface OpenServer {
  app: FastifyInstance;
  runtime: FakeRuntime;
  /** Sends a JSON body and returns status, headers and the parsed answer. */
  call(
    method: InjectOptions['method'],
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  body: any;
}

/** The whole server over a runtime in memory; nothing listens. */
export async function openServer(overrides: Partial<ServerDeps> = {}): Promise<OpenServer> {
  const runtime = new FakeRuntime();
  const all = () =>
    [...runtime.actors.values()].filter(({ type }) => type === 'order').map((actor) => toOrder(actor, []));
  const app = await createServer({
    runtime,
    orders: {
      list: async ({ status, customerId, limit = 20, cursor }) => {
        const from = Number(cursor ?? 0);
        const orders = all().filter(
          (order) => (!status || order.status === status) && (!customerId || order.customerId === customerId),
        );
        const items = orders.slice(from, from + limit);
        return { items, ...(from + limit < orders.length && { nextCursor: String(from + limit) }) };
      },
    },
    inventory: {
      get: async (productId) => (productId === LAPTOP ? LEVEL : undefined),
      list: async () => ({ items: [LEVEL] }),
    },
    events: {
      after: async (id, limit) => {
        const at = runtime.stored.findIndex((event) => event.id === id);
        return runtime.stored.slice(at + 1, at + 1 + limit);
      },
    },
    logger: Fastify({ logger: { level: 'silent' } }).log,
    metrics: new Registry(),
    version: '0.1.0',
    started: () => true,
    ...overrides,
  });
  return {
    app,
    runtime,
    async call(method, url, body, headers = {}) {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const type = payload === undefined ? undefined : { 'content-type': 'application/json' };
      const response = await app.inject({ method, url, payload, headers: { ...type, ...headers } });
      const isJson = String(response.headers['content-type']).includes('json');
      return {
        status: response.statusCode,
        headers: response.headers,
        body: isJson ? response.json() : response.body,
      };
    },
  };
}
