import { z } from 'zod';
import { NoSuchDeadLetter } from '../errors.ts';
import { route } from '../openapi/route.ts';
import { PageInput, pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import { deadLetterDesk } from './console.ts';
import { DeadLetter, DeadLetterFilter, RedriveReason, toDeadLetter, withoutStack } from './schemas.ts';

const tag = 'Dead letters';
const Id = z.object({ id: z.string().min(1).max(100) });
const Paging = PageInput.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'is not a cursor')
    .optional(),
});
const Redrive = Id.extend({
  payload: z.record(z.string(), z.unknown()).optional().describe('Sent instead of the one that failed'),
  reason: RedriveReason,
});
const Discard = Id.extend({ reason: z.string().min(1).max(500) });

const list = route('GET', '/api/dead-letters', {
  tag,
  summary: 'Messages that could not be handled, newest first',
});
const get = route('GET', '/api/dead-letters/{id}', {
  tag,
  summary: 'One of them',
  problems: ['DEAD_LETTER_NOT_FOUND'],
});
const redrive = route('POST', '/api/dead-letters/{id}/redrive', {
  tag,
  summary: 'Send it again, as it was or edited',
  answers: { 202: 'It is sent again' },
  problems: ['DEAD_LETTER_NOT_FOUND', 'DEAD_LETTER_SETTLED', 'INVALID_MESSAGE'],
});
const discard = route('POST', '/api/dead-letters/{id}/discard', {
  tag,
  summary: 'Give it up for good',
  description: "The actor's later messages go on.",
  answers: { 200: 'It is discarded' },
  problems: ['DEAD_LETTER_NOT_FOUND', 'DEAD_LETTER_SETTLED'],
});
const redriveMany = route('POST', '/api/dead-letters/redrive', {
  tag,
  summary: 'Send all open ones again that match',
  description: 'An empty filter means all.',
  answers: { 202: 'They are sent again' },
});

/** Dead letters are numbered: whatever is no number names none. */
function known(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new NoSuchDeadLetter(id);
  return id;
}

export const deadLetters = router({
  ...deadLetterDesk,

  list: procedure
    .meta(list)
    .input(DeadLetterFilter.extend(Paging.shape))
    .output(pageOf(DeadLetter))
    .query(async ({ ctx, input }) => {
      const { cursor, ...filter } = input;
      const { items, next } = await ctx.runtime.deadLetters.list({ ...filter, before: cursor });
      return { items: items.map((letter) => withoutStack(toDeadLetter(letter))), nextCursor: next };
    }),

  get: procedure
    .meta(get)
    .input(Id)
    .output(DeadLetter)
    .query(async ({ ctx, input }) => {
      const letter = await ctx.runtime.deadLetters.get(known(input.id));
      if (!letter) throw new NoSuchDeadLetter(input.id);
      return toDeadLetter(letter);
    }),

  redrive: procedure
    .meta(redrive)
    .input(Redrive)
    .output(DeadLetter)
    .mutation(async ({ ctx, input: { id, payload, reason } }) => {
      const letter = await ctx.runtime.deadLetters.redrive(known(id), {
        by: ctx.request.by,
        ...(reason && { reason }),
        ...(payload && { payload }),
      });
      ctx.answer(202);
      return toDeadLetter(letter);
    }),

  discard: procedure
    .meta(discard)
    .input(Discard)
    .output(DeadLetter)
    .mutation(async ({ ctx, input: { id, reason } }) =>
      toDeadLetter(await ctx.runtime.deadLetters.discard(known(id), { by: ctx.request.by, reason })),
    ),

  redriveMany: procedure
    .meta(redriveMany)
    .input(DeadLetterFilter.omit({ state: true }).extend({ reason: RedriveReason }))
    .output(z.object({ redriven: z.int() }))
    .mutation(async ({ ctx, input: { reason, ...filter } }) => {
      const options = { by: ctx.request.by, ...(reason && { reason }) };
      const redriven = await ctx.runtime.deadLetters.redriveMany(filter, options);
      ctx.answer(202);
      return { redriven };
    }),
});
