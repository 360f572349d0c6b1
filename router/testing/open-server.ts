import type { FastifyInstance, InjectOptions } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import type { Customer } from '../../actors/customer/index.ts';
import type { MailEntry, NotificationView, WebhookView } from '../../actors/notification/index.ts';
import { type Order, type OrderFacts, toOrder } from '../../actors/order/index.ts';
import type { Signal } from '../../actors/signal/index.ts';
import type { User } from '../../actors/user/index.ts';
import type { StockLevel } from '../inventory/schemas.ts';
import { createServer, type ServerDeps } from '../server.ts';
import { fakeInspection } from './fake-inspection.ts';
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
  unitPrice: 999.99,
};

const SILENT = pino({ level: 'silent' });

function pendingSignal(signalId: string, value: number): Signal {
  return {
    signalId,
    value,
    status: 'pending',
    partial: false,
    results: [],
    missing: [],
    receivedAt: '2026-11-21T10:00:00.000Z',
  };
}

const NO_DURATIONS = { count: 0, meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
const NOTHING = {
  orders: { placed: 0, confirmed: 0, cancelled: 0, cancelledByReason: {} },
  revenue: {},
  sagaDurations: { all: NO_DURATIONS, confirmed: NO_DURATIONS, cancelled: NO_DURATIONS },
};

function toFacts({
  orderId,
  status,
  step,
  version,
  customerId,
  items,
  total,
  currency,
  fulfilment,
}: Order): OrderFacts {
  const cell = 'toCome';
  return {
    orderId,
    standing: status,
    step,
    state: step,
    version,
    customerId,
    items: items.map(({ productId, productName, quantity }) => ({ productId, productName, quantity })),
    total,
    currency,
    fulfilment,
    correlationId: `request-of-${orderId}`,
    reason: null,
    path: { reserve: 'now', charge: cell, ship: cell, confirm: cell },
    placedAt: '2026-11-21T10:00:00.000Z',
    stepSince: '2026-11-21T10:00:00.000Z',
    endedAt: null,
    tookMs: null,
  };
}

/** What the fake queries find, for a test to fill. */
export interface Known {
  users: User[];
  customers: Customer[];
  notifications: NotificationView[];
  inbox: MailEntry[];
  webhooks: (WebhookView & { secret: string })[];
}

export interface OpenServer {
  known: Known;
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

/** What the server asks; all else that it is given are its settings. */
const PARTS = [
  'runtime',
  'inspection',
  'orders',
  'signals',
  'inventory',
  'users',
  'customers',
  'notifications',
  'webhooks',
  'analytics',
  'events',
] as const satisfies (keyof ServerDeps)[];
const isPart = (name: string) => PARTS.some((part) => part === name);

/** The app of a test file, and what it asks: building it takes most of a test's time, so that only its world is new. */
let shared: Promise<FastifyInstance> | undefined;
let world: ServerDeps;

/**
 * The whole server over a runtime in memory; nothing listens. Servers that differ in their parts only are one app, which
 * stays open. With a setting among the `overrides`, or with an empty object, it is an app of its own, which may listen and
 * close.
 */
export async function openServer(overrides?: Partial<ServerDeps>): Promise<OpenServer> {
  const { deps, runtime, known } = makeWorld();
  const given = { ...deps, ...overrides };
  const names = Object.keys(overrides ?? {});
  if (overrides && (names.length === 0 || !names.every(isPart)))
    return opened(await createServer(given), runtime, known);
  world = given;
  shared ??= createServer(askingWorld(given));
  const app: FastifyInstance = Object.create(await shared, { close: { value: async () => undefined } });
  return opened(app, runtime, known);
}

/** Each part asks the world there is at the time. */
function askingWorld(deps: ServerDeps): ServerDeps {
  const asking = (part: keyof ServerDeps) =>
    new Proxy(
      {},
      {
        get: (_, name) => {
          const now = world[part] as Record<PropertyKey, unknown>;
          const value = now[name];
          return typeof value === 'function' ? value.bind(now) : value;
        },
      },
    );
  return Object.assign({ ...deps }, ...PARTS.map((part) => ({ [part]: asking(part) })));
}

function makeWorld(): { deps: ServerDeps; runtime: FakeRuntime; known: Known } {
  const runtime = new FakeRuntime();
  const known: Known = { users: [], customers: [], notifications: [], inbox: [], webhooks: [] };
  const all = () =>
    [...runtime.actors.values()].filter(({ type }) => type === 'order').map((actor) => toOrder(actor, []));
  const signals = () =>
    [...runtime.actors.values()]
      .filter(({ type }) => type === 'signal')
      .map(({ id, context }) => pendingSignal(id, context.value as number));
  const deps: ServerDeps = {
    runtime,
    inspection: fakeInspection(runtime),
    orders: {
      get: async (orderId) => {
        const actor = await runtime.read(`order/${orderId}`);
        return actor && toOrder(actor, await runtime.events(actor.address));
      },
      changed: async () => undefined,
      facts: async ({ standing, limit, idPrefix = '', step, productIds, correlationId }) => ({
        items: all()
          .map(toFacts)
          .filter(({ orderId }) => orderId.startsWith(idPrefix))
          .filter((facts) => !step || facts.step === step)
          .filter((facts) => !correlationId || facts.correlationId === correlationId)
          .filter(({ items }) => !productIds || items.some(({ productId }) => productIds.includes(productId)))
          .filter((facts) => !standing || facts.standing === standing)
          .slice(0, limit),
      }),
      factsOf: async (ids) =>
        all()
          .filter(({ orderId }) => ids.includes(orderId))
          .map(toFacts),
      tally: async () => ({ pending: all().length, compensating: 0, confirmed: 0, cancelled: 0 }),
      list: async ({ status, customerId, limit = 20, cursor }) => {
        const from = Number(cursor ?? 0);
        const orders = all().filter(
          (order) => (!status || order.status === status) && (!customerId || order.customerId === customerId),
        );
        const items = orders.slice(from, from + limit);
        return { items, ...(from + limit < orders.length && { nextCursor: String(from + limit) }) };
      },
    },
    signals: {
      get: async (id) => signals().find(({ signalId }) => signalId === id),
      list: async ({ status }) => ({ items: signals().filter((signal) => !status || signal.status === status) }),
      results: async () => [{ processor: 'processor-2', value: 20, late: true, at: '2026-11-21T10:00:00.000Z' }],
    },
    inventory: {
      get: async (productId) => (productId === LAPTOP ? LEVEL : undefined),
      list: async () => ({ items: [LEVEL] }),
    },
    users: { get: async (userId) => known.users.find((user) => user.userId === userId) },
    customers: {
      get: async (customerId) => known.customers.find((customer) => customer.customerId === customerId),
      find: async (beginning) =>
        known.customers
          .filter(({ name }) => name?.startsWith(beginning))
          .map(({ customerId, name = null, email = null }) => ({ customerId, name, email })),
      names: async (ids) =>
        new Map(
          known.customers.flatMap(({ customerId, name }) =>
            name && ids.includes(customerId) ? [[customerId, name] as const] : [],
          ),
        ),
    },
    notifications: {
      get: async (id) => known.notifications.find(({ notificationId }) => notificationId === id),
      list: async () => ({ items: known.notifications }),
      inbox: async () => known.inbox,
    },
    webhooks: {
      get: async (id) => known.webhooks.find(({ webhookId }) => webhookId === id),
      list: async () => known.webhooks,
    },
    analytics: {
      today: async (timezone) => ({ date: '2026-11-21', timezone, ...NOTHING }),
      range: async (days) => ({ ...days, ...NOTHING, days: [] }),
      halfHours: async () => [{ at: new Date(0), placed: 3, confirmed: 2, cancelled: 1 }],
      durations: async () => [{ fromMs: 8, toMs: 16, count: 3 }],
    },
    events: {
      before: async (id, limit) => {
        const at = id === undefined ? runtime.stored.length : runtime.stored.findIndex((event) => event.id === id);
        return runtime.stored.slice(0, at).reverse().slice(0, limit);
      },
      after: async (id, limit) => {
        const at = runtime.stored.findIndex((event) => event.id === id);
        return runtime.stored.slice(at + 1, at + 1 + limit);
      },
    },
    logger: SILENT,
    metrics: new Registry(),
    version: '0.1.0',
    asyncApi: { asyncapi: '3.0.0' },
    started: () => true,
  };
  return { deps, runtime, known };
}

function opened(app: FastifyInstance, runtime: FakeRuntime, known: Known): OpenServer {
  return {
    app,
    runtime,
    known,
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
