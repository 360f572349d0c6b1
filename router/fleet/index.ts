import { z } from 'zod';
import { procedure, router } from '../trpc.ts';
import { Fleet, FleetList, FleetOfInput } from './schemas.ts';

/** How many actors are where. Answered from counters that the server keeps, so that a reader costs nothing. */
export const fleet = router({
  list: procedure
    .input(z.object({}))
    .output(FleetList)
    .query(({ ctx }) => ctx.inspection.fleet()),

  of: procedure
    .input(FleetOfInput)
    .output(Fleet)
    .query(({ ctx, input: { type, version } }) => ctx.inspection.fleetOf(type, version)),
});
