export { type AppRouter, appRouter } from './app-router.ts';
export type { QueueSettings } from './bull-board.ts';
export { newIdWhere } from './new-id.ts';
export { openApiDocument } from './openapi/document.ts';
export type {
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
export { createServer, type ServerDeps } from './server.ts';
