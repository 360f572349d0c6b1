/** One process of Orderly: the servers it brings along, the runtime, and the roles that it was asked for. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import { readDurations, readHalfHours, readRange, readToday } from './actors/analytics/index.ts';
import { findCustomers, getCustomer, namesOfCustomers } from './actors/customer/index.ts';
import { getProduct, listProducts } from './actors/inventory/index.ts';
import {
  getNotification,
  getWebhook,
  listNotifications,
  listWebhooks,
  readInbox,
} from './actors/notification/index.ts';
import {
  listOrderFacts,
  listOrders,
  loadOrder,
  type Order,
  openTally,
  readOrderFacts,
} from './actors/order/index.ts';
import { HttpPaymentProvider, recogniseSandbox, startSandbox } from './actors/payment/index.ts';
import { getSignal, listSignalResults, listSignals } from './actors/signal/index.ts';
import { getUser } from './actors/user/index.ts';
import { type Config, InvalidConfiguration, isProcessor, ROLES, type Role } from './config.ts';
import { asyncApiDocument } from './contracts/asyncapi.ts';
import { joinEmbedded, startEmbedded } from './embedded/index.ts';
import { inboxFile, openMail } from './mail.ts';
import { platformActors, platformPolicies, platformProjections, prepareDatabase } from './platform.ts';
import { appRouter, createServer, newIdWhere, openApiDocument } from './router/index.ts';
import { ReadCache } from './runtime/cache/read-cache.ts';
import { address, eventsAfterId, eventsBeforeId, type Inspection } from './runtime/index.ts';
import { openInspection } from './runtime/inspection/inspection.ts';
import { type StartedRuntime, startRuntime } from './runtime/runtime.ts';
import type { Batch } from './runtime/turn/batch.ts';

export interface System {
  /** Where the doors are; undefined without the role `api`. */
  url: string | undefined;
  /** Where the payment sandbox is; undefined without the role `sandbox`. */
  sandboxUrl: string | undefined;
  runtime: StartedRuntime;
  /** Ends everything in order; nothing that was accepted is lost. */
  stop(): Promise<void>;
}

const CACHED_ACTORS = 50_000;
const READ_CONNECTIONS = 8;
const DAY_MS = 86_400_000;
/** Made by bin/build-console.mjs. */
const CONSOLE = join(import.meta.dirname, 'web', 'dist');
/** Connections that may wait to be taken: with Node's 511 the system reset some of 1,000 that came at once. */
const BACKLOG = 4_096;

/** The file in which the sandbox keeps its books; the checker reads it. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, 'payment-sandbox', 'ledger.jsonl');
}

/** Starts what the configuration asks for; on failure nothing is left running. */
export async function startSystem(config: Config, log: Logger, version: string): Promise<System> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse())
      await end().catch((err: unknown) => log.warn({ err }, 'while stopping'));
  };
  try {
    return { ...(await start(config, log, version, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: Config,
  log: Logger,
  version: string,
  stops: (() => Promise<unknown>)[],
): Promise<Omit<System, 'stop'>> {
  const open = runsAll(config) ? startEmbedded : joinEmbedded;
  const servers = await open({
    dataDir: config.dataDir,
    postgres: config.databaseUrl === undefined,
    redis: config.redisUrl === undefined,
    log: { info: (text) => log.info(text), warn: (text) => log.warn(text) },
  });
  stops.push(() => servers.stop());
  const databaseUrl = config.databaseUrl ?? (servers.databaseUrl as string);
  const redisUrl = config.redisUrl ?? (servers.redisUrl as string);
  const [sandbox] = await Promise.all([openSandbox(config), prepareDatabase(databaseUrl)]);
  if (sandbox) stops.push(() => sandbox.close());
  const mail = await openMail(config, log);
  stops.push(() => mail.close());
  const actors = platformActors({
    order: { stepTimeoutMs: config.stepTimeoutMs, retryMs: config.stepTimeoutMs, holdMs: config.reservationTtlMs },
    payment: {
      provider: new HttpPaymentProvider(paymentUrl(config, sandbox?.url)),
      timeoutMs: config.paymentTimeoutMs,
    },
    signals: {
      processors: config.processors,
      timeoutMs: config.signalTimeoutMs,
      delayMs: config.processorDelayMs,
      failureRate: config.processorFailureRate,
    },
    notifications: mail.settings,
  });
  const works = actors.map(({ type }) => type).filter((type) => config.roles.has(roleThatWorks(type)));
  const runtime = await startRuntime({
    databaseUrl,
    redisUrl,
    actors,
    works,
    projections: platformProjections,
    policies: platformPolicies,
    roles: {
      worker: works.length > 0,
      relay: config.roles.has('relay'),
      timer: config.roles.has('timer'),
      projection: config.roles.has('projection'),
    },
    shards: config.shards,
    poolOf: roleThatWorks,
    delivery: config.delivery,
    chainRounds: config.chainRounds,
    retry: { attempts: config.retryAttempts, backoffMs: config.retryBackoffMs },
    concurrency: config.workerConcurrency,
    cacheSize: CACHED_ACTORS,
    retentionMs: config.retentionDays === 0 ? undefined : config.retentionDays * DAY_MS,
    readConnections: READ_CONNECTIONS,
    switches: allowsSwitches(config),
    log,
  });
  stops.push(() => runtime.stop());
  const url = config.roles.has('api')
    ? await openDoors(
        config,
        log,
        version,
        runtime,
        openInspection({ actors, databaseUrl, redisUrl, runtime }),
        redisUrl,
        asyncApiDocument(actors, version),
        config.paymentUrl ?? sandbox?.url,
        stops,
      )
    : undefined;
  return { url, sandboxUrl: sandbox?.url, runtime };
}

function runsAll({ roles, processors }: Config): boolean {
  return roles.size === ROLES.length + processors;
}

/** Servers of their own are those of a system that others rely on. */
function allowsSwitches({ devControls, databaseUrl, redisUrl }: Config): boolean {
  if (devControls !== 'auto') return devControls === 'on';
  return databaseUrl === undefined && redisUrl === undefined;
}

/** Each processor is a role of its own. */
function roleThatWorks(actorType: string): Role {
  return isProcessor(actorType) ? actorType : 'worker';
}

async function openSandbox(config: Config) {
  if (!config.roles.has('sandbox')) return undefined;
  const { sandboxPort: port, host, paymentSlowMs: slowMs } = config;
  return startSandbox({ port, host, slowMs, ledgerFile: ledgerFile(config.dataDir) });
}

function paymentUrl(config: Config, sandboxUrl: string | undefined): string {
  const url = config.paymentUrl ?? sandboxUrl;
  if (url) return url;
  if (!config.roles.has('worker')) return 'http://payments.invalid';
  throw new InvalidConfiguration([
    'PAYMENT_URL is not set; a worker needs it where the role sandbox does not run in its process',
  ]);
}

async function openDoors(
  config: Config,
  log: Logger,
  version: string,
  runtime: StartedRuntime,
  inspection: Inspection,
  redisUrl: string,
  asyncApi: object,
  payments: string | undefined,
  stops: (() => Promise<unknown>)[],
): Promise<string> {
  const readings = orderReadings(runtime, redisUrl, log);
  stops.push(() => readings.stop());
  stops.push(() => inspection.stop());
  const recognition = await recogniseSandbox(payments);
  stops.push(async () => recognition.stop());
  let started = false;
  const ownId = (type: string) => newIdWhere((id) => runtime.owns(address(type, id)));
  const server = await createServer({
    runtime,
    ...(config.newIds === 'own' ? { newId: ownId } : {}),
    inspection,
    orders: {
      get: (orderId) => readings.read(address('order', orderId), () => loadOrder(runtime.sql, orderId)),
      changed: (orderId) => readings.forget(address('order', orderId)),
      list: (filter) => listOrders(runtime.sql, filter),
      facts: (filter) => listOrderFacts(runtime.sql, filter),
      factsOf: (orderIds) => readOrderFacts(runtime.sql, orderIds),
      tally: openTally(runtime.sql),
    },
    signals: {
      get: (signalId) => getSignal(runtime.sql, signalId),
      list: (filter) => listSignals(runtime.sql, filter),
      results: (signalId) => listSignalResults(runtime.sql, signalId),
    },
    inventory: {
      get: (productId) => getProduct(runtime.sql, productId),
      list: (filter) => listProducts(runtime.sql, filter),
    },
    users: { get: (userId) => getUser(runtime.sql, userId) },
    customers: {
      get: (customerId) => getCustomer(runtime.sql, customerId),
      find: (beginning, limit) => findCustomers(runtime.sql, beginning, limit),
      names: (customerIds) => namesOfCustomers(runtime.sql, customerIds),
    },
    notifications: {
      get: (notificationId) => getNotification(runtime.sql, notificationId),
      list: (filter) => listNotifications(runtime.sql, filter),
      inbox: async () => readInbox(inboxFile(config.dataDir)),
    },
    webhooks: { get: (webhookId) => getWebhook(runtime.sql, webhookId), list: () => listWebhooks(runtime.sql) },
    analytics: {
      today: (timezone) => readToday(runtime.sql, timezone),
      range: (days) => readRange(runtime.sql, days),
      halfHours: (day) => readHalfHours(runtime.sql, day),
      durations: (days) => readDurations(runtime.sql, days),
    },
    events: {
      after: (id, limit) => eventsAfterId(runtime.sql, id, limit),
      before: (id, limit) => eventsBeforeId(runtime.sql, id, limit),
    },
    logger: log,
    metrics: runtimeMetrics(runtime),
    version,
    openApi: openApiDocument(appRouter, version),
    asyncApi,
    started: () => started,
    traceUrl: config.traceUrl,
    isSandbox: recognition.isSandbox,
    bodyLimitBytes: config.bodyLimitBytes,
    queues: { names: runtime.queues, redisUrl },
    console: CONSOLE,
  });
  stops.push(() => server.close());
  const url = await server.listen({ port: config.port, host: config.host, backlog: BACKLOG });
  started = true;
  return url;
}

/** What `GET /api/orders/{id}` answers, kept in Redis. Another name when the shape of an order changes. */
function orderReadings(runtime: StartedRuntime, redisUrl: string, log: Logger): ReadCache<Order> {
  const news = {
    onEvents: runtime.onEvents.bind(runtime),
    onMoved: (listener: (moved: Batch['moved']) => void) => runtime.onCommit(({ moved }) => listener(moved)),
  };
  return new ReadCache({ redisUrl, name: 'order.1', news, log });
}

const BREAKER_VALUES = { closed: 0, 'half-open': 1, open: 2 };

function runtimeMetrics(runtime: StartedRuntime): Registry {
  const registry = new Registry();
  new Gauge({
    name: 'orderly_messages_in_hand',
    help: 'Messages that this process has taken and not settled',
    registers: [registry],
    collect() {
      this.set(runtime.load());
    },
  });
  new Gauge({
    name: 'orderly_circuit_breaker',
    help: 'Circuit breaker of an activity: 0 closed, 1 half-open, 2 open',
    labelNames: ['activity'],
    registers: [registry],
    collect() {
      for (const [activity, state] of Object.entries(runtime.breakers()))
        this.set({ activity }, BREAKER_VALUES[state]);
    },
  });
  return registry;
}
