import { z } from 'zod';
import { isProcessor } from '../../config.ts';
import { UnknownActorType } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { route } from '../openapi/route.ts';
import { procedure } from '../trpc.ts';
import { Processor, Processors } from './schemas.ts';

const tag = 'Signals';
const Named = z.object({ processor: z.string().max(100) });

const list = route('GET', '/api/processors', {
  tag,
  summary: 'The processors of signals, and which of them are stopped',
});
const stop = route('POST', '/api/processors/{processor}/stop', {
  tag,
  summary: 'Stop a processor',
  description:
    'For development, with DEV_CONTROLS=on. Nobody works it until it is started again, whatever is restarted meanwhile; the work that it has begun is finished. Other processes follow within a second.',
  problems: ['DEV_CONTROLS_OFF', 'UNKNOWN_ACTOR_TYPE'],
});
const start = route('POST', '/api/processors/{processor}/start', {
  tag,
  summary: 'Start a processor that was stopped',
  description: 'For development, with DEV_CONTROLS=on. It works what waited for it, which is late.',
  problems: ['DEV_CONTROLS_OFF', 'UNKNOWN_ACTOR_TYPE'],
});

export const processorProcedures = {
  processors: procedure
    .meta(list)
    .input(z.object({}))
    .output(Processors)
    .query(({ ctx }) => readProcessors(ctx)),

  stopProcessor: procedure
    .meta(stop)
    .input(Named)
    .output(Processor)
    .mutation(({ ctx, input }) =>
      turned(ctx, input.processor, () => ctx.runtime.switches.stop(input.processor, ctx.request)),
    ),

  startProcessor: procedure
    .meta(start)
    .input(Named)
    .output(Processor)
    .mutation(({ ctx, input }) => turned(ctx, input.processor, () => ctx.runtime.switches.start(input.processor))),
};

async function readProcessors({ inspection, runtime: { switches } }: Context): Promise<Processors> {
  const stopped = new Map((await switches.stopped()).map((each) => [each.actorType, each]));
  const names = inspection
    .machines()
    .map(({ type }) => type)
    .filter(isProcessor);
  const items = names.map((processor): Processor => {
    const { by, since } = stopped.get(processor) ?? {};
    return { processor, stopped: by && since ? { by, since: since.toISOString() } : null };
  });
  return { switchable: switches.allowed, items };
}

async function turned(ctx: Context, name: string, turn: () => Promise<void>): Promise<Processor> {
  const known = (await readProcessors(ctx)).items.map(({ processor }) => processor);
  if (!known.includes(name)) throw new UnknownActorType(name, known);
  await turn();
  const { items } = await readProcessors(ctx);
  return items.find(({ processor }) => processor === name) as Processor;
}
