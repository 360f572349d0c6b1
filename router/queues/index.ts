import { z } from 'zod';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';
import { QueuesOverview } from './schemas.ts';

const overview = route('GET', '/api/operations/overview', {
  tag: 'Operations',
  summary: 'Queues, processes, circuit breakers and consumers',
});

export const queues = router({
  overview: procedure
    .meta(overview)
    .input(z.object({}))
    .output(QueuesOverview)
    .query(({ ctx }) => ctx.inspection.queues()),
});
