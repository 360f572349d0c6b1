import { z } from 'zod';
import { OrderlyError } from '../../runtime/index.ts';
import { route } from '../openapi/route.ts';
import { procedure } from '../trpc.ts';
import {
  AuditEntry,
  AuditInput,
  DeadLetterGroup,
  DiscardEachInput,
  DryRun,
  DryRunInput,
  GroupsInput,
  RedriveEachInput,
  SettledEach,
} from './console-schemas.ts';

const tag = 'Dead letters';

const groups = route('GET', '/api/dead-letters/groups', { tag, summary: 'By error, most parked first' });
const dryRun = route('POST', '/api/dead-letters/dry-run', {
  tag,
  summary: 'What redriving would come to',
  description: 'The pure transition on the stored snapshot, or the handler in a transaction that is rolled back.',
});
const audit = route('GET', '/api/dead-letters/audit', { tag, summary: 'Who redrove and discarded, newest first' });

/** What people need to decide about dead letters, beside reading and settling one. */
export const deadLetterDesk = {
  groups: procedure
    .meta(groups)
    .input(GroupsInput)
    .output(z.object({ items: z.array(DeadLetterGroup) }))
    .query(async ({ ctx, input }) => ({ items: await ctx.inspection.deadLetterGroups(input) })),

  dryRun: procedure
    .meta(dryRun)
    .input(DryRunInput)
    .output(DryRun)
    .mutation(({ ctx, input: { ids, payload, payloads, limit, ...filter } }) =>
      ctx.inspection.dryRun({ ids, payload, payloads, limit, filter }),
    ),

  audit: procedure
    .meta(audit)
    .input(AuditInput)
    .output(z.object({ items: z.array(AuditEntry) }))
    .query(async ({ ctx, input }) => ({ items: await ctx.inspection.audit(input) })),

  redriveEach: procedure
    .input(RedriveEachInput)
    .output(SettledEach)
    .mutation(({ ctx, input: { letters, reason } }) =>
      each(letters, ({ id, payload }) =>
        ctx.runtime.deadLetters.redrive(id, {
          by: ctx.request.by,
          ...(reason && { reason }),
          ...(payload && { payload }),
        }),
      ),
    ),

  discardEach: procedure
    .input(DiscardEachInput)
    .output(SettledEach)
    .mutation(({ ctx, input: { ids, reason } }) =>
      each(
        ids.map((id) => ({ id })),
        ({ id }) => ctx.runtime.deadLetters.discard(id, { by: ctx.request.by, reason }),
      ),
    ),
};

/** In order, one after the other: letters of one actor wait for each other. */
async function each<Letter extends { id: string }>(
  letters: readonly Letter[],
  settle: (letter: Letter) => Promise<unknown>,
): Promise<z.infer<typeof SettledEach>> {
  const failed: z.infer<typeof SettledEach>['failed'] = [];
  for (const letter of letters) {
    try {
      await settle(letter);
    } catch (error) {
      if (!(error instanceof OrderlyError) || error.retry !== 'never') throw error;
      failed.push({ id: letter.id, code: error.code, message: error.message });
    }
  }
  return { settled: letters.length - failed.length, failed };
}
