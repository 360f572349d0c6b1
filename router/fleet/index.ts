import { z } from 'zod';
import { procedure, router } from '../trpc.ts';
import { Fleet, FleetActors, FleetActorsInput, FleetList, FleetOfInput } from './schemas.ts';

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

  /** Those in a state, newest first; of a transition at most 50 that took it within the last hour. */
  actors: procedure
    .input(FleetActorsInput)
    .output(FleetActors)
    .query(({ ctx, input: { type, cursor, ...filter } }) =>
      ctx.inspection.fleetActors(type, { ...filter, after: cursor ?? undefined }),
    ),
});
