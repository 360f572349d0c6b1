export { type AppRouter, appRouter } from './app-router.ts';
export type { QueueSettings } from './bull-board.ts';
export { openApiDocument } from './openapi/document.ts';
export type { EventLog, InventoryQueries, OrderQueries } from './ports.ts';
export { createServer, type ServerDeps } from './server.ts';
