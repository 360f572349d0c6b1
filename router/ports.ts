import type { DayFigures, DurationBucket, HalfHour, RangeFigures } from '../actors/analytics/index.ts';
import type { Customer, FoundCustomer } from '../actors/customer/index.ts';
import type {
  MailEntry,
  NotificationFilter,
  NotificationView,
  WebhookView,
} from '../actors/notification/index.ts';
import type {
  Order,
  OrderFacts,
  OrderFactsFilter,
  OrderFactsPage,
  OrderFilter,
  OrderPage,
  OrderTally,
  TallyFilter,
} from '../actors/order/index.ts';
import type { Signal, SignalFilter, SignalPage, SignalResult } from '../actors/signal/index.ts';
import type { User } from '../actors/user/index.ts';
import type { StoredEvent } from '../runtime/index.ts';
import type { StockLevel } from './inventory/schemas.ts';

/** What the doors read of orders besides their actors. */
export interface OrderQueries {
  /** As committed, or a moment behind where another process has just changed it; never behind the caller's own changes. */
  get(orderId: string): Promise<Order | undefined>;
  /** The caller has changed it: whoever reads it from now on finds that. */
  changed(orderId: string): Promise<void>;
  /** Newest first, from the view. */
  list(filter: OrderFilter): Promise<OrderPage>;
  /** Newest first, with what a row of the console shows. */
  facts(filter: OrderFactsFilter): Promise<OrderFactsPage>;
  /** Of these orders, as their actors are now; those that do not exist are left out. */
  factsOf(orderIds: readonly string[]): Promise<OrderFacts[]>;
  /** How many there are by status and step. May reject with `StillCounting`. */
  tally(filter: TallyFilter): Promise<OrderTally>;
}

/** What the doors read of signals. Written with their turns, so that whoever submitted one reads it. */
export interface SignalQueries {
  get(signalId: string): Promise<Signal | undefined>;
  /** Newest first. */
  list(filter: SignalFilter): Promise<SignalPage>;
  /** In the order in which they came. */
  results(signalId: string): Promise<SignalResult[]>;
}

/** What the doors read of the stock. */
export interface InventoryQueries {
  get(productId: string): Promise<StockLevel | undefined>;
  /** By product id. */
  list(filter: { cursor?: string; limit?: number }): Promise<{ items: StockLevel[]; nextCursor?: string }>;
}

/** Figures of days in a time zone, from the view. */
export interface AnalyticsQueries {
  today(timezone: string): Promise<DayFigures & { timezone: string }>;
  range(days: { from: string; to: string; timezone: string }): Promise<RangeFigures>;
  /** The half hours of one day in which anything happened. */
  halfHours(day: { date: string; timezone: string }): Promise<HalfHour[]>;
  /** How long the sagas took that ended on these days. */
  durations(days: { from: string; to: string; timezone: string }): Promise<DurationBucket[]>;
}

/** What the doors read of users, as committed. */
export interface UserQueries {
  get(userId: string): Promise<User | undefined>;
}

/** What the doors read of customers, from the view. */
export interface CustomerQueries {
  get(customerId: string): Promise<Customer | undefined>;
  /** Those whose id, name or e-mail address begins so. */
  find(beginning: string, limit: number): Promise<FoundCustomer[]>;
  /** Names by id; customers without one are left out. */
  names(customerIds: readonly string[]): Promise<Map<string, string>>;
}

/** What was told, and how far each channel is. */
export interface NotificationQueries {
  get(notificationId: string): Promise<NotificationView | undefined>;
  /** Newest first. */
  list(filter: NotificationFilter): Promise<{ items: NotificationView[]; nextCursor?: string }>;
  /** All mail that the own server took, oldest first. */
  inbox(): Promise<MailEntry[]>;
}

/** Who else is told. */
export interface WebhookQueries {
  /** With its secret. */
  get(webhookId: string): Promise<(WebhookView & { secret: string }) | undefined>;
  list(): Promise<WebhookView[]>;
}

/** All events of all actors in commit order. */
export interface EventLog {
  /** Those after this event id, below the oldest running transaction, so that none appears behind a reader later. */
  after(eventId: string, limit: number): Promise<StoredEvent[]>;
  /** The newest, or those before this event id; newest first. */
  before(eventId: string | undefined, limit: number): Promise<StoredEvent[]>;
}
