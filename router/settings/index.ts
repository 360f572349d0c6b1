import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const Settings = z.object({
  traceUrl: z
    .string()
    .nullable()
    .describe('The address of a trace, with `{traceId}` in it; null: no viewer is known'),
  sandbox: z.boolean().describe('Payments go to the sandbox: no money moves'),
});

/** What of the settings the console needs to know. */
export const settings = router({
  read: procedure
    .input(z.object({}))
    .output(Settings)
    .query(({ ctx }) => ({ traceUrl: ctx.traceUrl ?? null, sandbox: ctx.isSandbox?.() ?? false })),
});
