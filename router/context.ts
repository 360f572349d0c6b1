import type { Inspection, Runtime } from '../runtime/index.ts';
import type { EventHub } from './live/hub.ts';
import type {
  AnalyticsQueries,
  CustomerQueries,
  EventLog,
  InventoryQueries,
  NotificationQueries,
  OrderQueries,
  SignalQueries,
  UserQueries,
  WebhookQueries,
} from './ports.ts';

/** What the procedures work with, the same for every request. */
export interface Services {
  runtime: Runtime;
  /** The id of a new actor of the type, where nothing else tells it. */
  newId(actorType: string): string;
  inspection: Inspection;
  orders: OrderQueries;
  signals: SignalQueries;
  inventory: InventoryQueries;
  analytics: AnalyticsQueries;
  users: UserQueries;
  customers: CustomerQueries;
  notifications: NotificationQueries;
  webhooks: WebhookQueries;
  events: EventLog;
  /** The address of a trace in a viewer, with `{traceId}` in it; undefined: none is known. */
  traceUrl?: string | undefined;
  /** Whether payments go to the sandbox, as far as this process knows. Default: they do not. */
  isSandbox?: (() => boolean) | undefined;
  live: EventHub;
  /** Aborted when the server begins to close: whoever waits stops waiting. */
  closing: AbortSignal;
}

/** What the headers of one request say. */
export interface RequestFacts {
  correlationId: string;
  traceparent?: string;
  idempotencyKey?: string;
  /** `Prefer: wait=N`: seconds that the caller would wait for the end. */
  waitSeconds?: number;
  /** Who asks, for the audit. */
  by: string;
}

export interface Context extends Services {
  request: RequestFacts;
  /** The HTTP status and headers that a REST caller gets; nothing happens where there is none (tRPC). */
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
}
