import { tracked } from '@trpc/server';
import { procedure } from '../trpc.ts';
import { OrderCounts, OrderCountsInput, OrderRows, OrderRowsInput, WatchRowsInput } from './console-schemas.ts';
import { orderCounts, orderRows } from './rows.ts';
import { watchRows } from './watch-rows.ts';

/** The list of orders as the console shows it. */
export const orderConsole = {
  rows: procedure
    .input(OrderRowsInput)
    .output(OrderRows)
    .query(({ ctx, input }) => orderRows(ctx, input)),

  counts: procedure
    .input(OrderCountsInput)
    .output(OrderCounts)
    .query(({ ctx, input }) => orderCounts(ctx, input)),

  /** Server-sent events; see {@link watchRows}. */
  watchRows: procedure.input(WatchRowsInput).subscription(async function* ({ ctx, input, signal }) {
    for await (const { id, update } of watchRows(ctx, input, signal)) yield tracked(id, update);
  }),
};
