import { z } from 'zod';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';
import { Chart, MachineChart, MachineType, RegisteredActor } from './schemas.ts';

const tag = 'Machines';

const list = route('GET', '/api/machines', { tag, summary: 'Every registered actor type' });
const chart = route('GET', '/api/machines/{type}/chart', {
  tag,
  summary: 'The states and transitions of a machine',
  problems: ['UNKNOWN_ACTOR_TYPE', 'NOT_A_MACHINE', 'UNKNOWN_MACHINE_VERSION'],
});
const definition = route('GET', '/api/machines/{type}/definition', {
  tag,
  summary: "The machine as JSON that Stately's editor imports",
  problems: ['UNKNOWN_ACTOR_TYPE', 'NOT_A_MACHINE'],
});

export const machines = router({
  list: procedure
    .meta(list)
    .input(z.object({}))
    .output(z.object({ items: z.array(RegisteredActor) }))
    .query(({ ctx }) => ({ items: ctx.inspection.machines() })),

  chart: procedure
    .meta(chart)
    .input(MachineChart)
    .output(Chart)
    .query(({ ctx, input: { type, version } }) => ctx.inspection.chart(type, version)),

  definition: procedure
    .meta(definition)
    .input(MachineType)
    .output(z.record(z.string(), z.unknown()))
    .query(({ ctx, input }) => ctx.inspection.machineJson(input.type)),
});
