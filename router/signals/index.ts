import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { address } from '../../runtime/index.ts';
import { Event, toEvent } from '../events/schemas.ts';
import { OnceHeaders } from '../openapi/headers.ts';
import { route } from '../openapi/route.ts';
import { PageInput, pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import { processorProcedures } from './processors.ts';
import { readSignal } from './read.ts';
import { Signal, SignalBody, SignalResult, SignalStatus } from './schemas.ts';
import { submitSignal } from './submit.ts';
import { WatchSignal, watchSignal } from './watch.ts';

const tag = 'Signals';
const SignalId = z.object({ signalId: identifier });
const SignalFilter = PageInput.extend({ status: SignalStatus.optional() });
const Location = z.object({ Location: z.string().describe('The address of the signal') });

const submit = route('POST', '/api/signals', {
  tag,
  summary: 'Submit a signal',
  description: 'Every processor works on it; it completes when all have answered, or at its timeout.',
  answers: { 202: 'The signal is accepted and durable' },
  problems: ['IDEMPOTENCY_KEY_REUSED', 'MALFORMED_HEADER'],
  requestHeaders: OnceHeaders,
  responseHeaders: Location,
});
const list = route('GET', '/api/signals', { tag, summary: 'Signals, newest first', problems: ['INVALID_CURSOR'] });
const get = route('GET', '/api/signals/{signalId}', {
  tag,
  summary: 'One signal',
  problems: ['SIGNAL_NOT_FOUND'],
});
const results = route('GET', '/api/signals/{signalId}/results', {
  tag,
  summary: 'Every answer to a signal, the late ones too',
  problems: ['SIGNAL_NOT_FOUND'],
});
const history = route('GET', '/api/signals/{signalId}/events', {
  tag,
  summary: 'Everything that happened to a signal',
  problems: ['SIGNAL_NOT_FOUND'],
});

export const signals = router({
  submit: procedure
    .meta(submit)
    .input(SignalBody)
    .output(Signal)
    .mutation(({ ctx, input }) => submitSignal(ctx, input)),

  list: procedure
    .meta(list)
    .input(SignalFilter)
    .output(pageOf(Signal))
    .query(({ ctx, input }) => ctx.signals.list(input)),

  get: procedure
    .meta(get)
    .input(SignalId)
    .output(Signal)
    .query(({ ctx, input }) => readSignal(ctx, input.signalId)),

  results: procedure
    .meta(results)
    .input(SignalId)
    .output(z.object({ items: z.array(SignalResult) }))
    .query(async ({ ctx, input }) => {
      await readSignal(ctx, input.signalId);
      return { items: await ctx.signals.results(input.signalId) };
    }),

  events: procedure
    .meta(history)
    .input(SignalId)
    .output(z.object({ items: z.array(Event) }))
    .query(async ({ ctx, input }) => {
      await readSignal(ctx, input.signalId);
      const events = await ctx.runtime.events(address('signal', input.signalId));
      return { items: events.map(toEvent) };
    }),

  ...processorProcedures,

  /** Server-sent events; see {@link watchSignal}. */
  watch: procedure.input(WatchSignal).subscription(({ ctx, input, signal }) => watchSignal(ctx, input, signal)),
});
