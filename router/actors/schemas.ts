import { z } from 'zod';
import type { ActorView, JournalEntry } from '../../runtime/index.ts';

export const ActorAddress = z.object({
  type: z.string().min(1).max(100),
  id: z.string().min(1).max(200),
});

export const Actor = z
  .object({
    type: z.string(),
    id: z.string(),
    machineVersion: z.int(),
    version: z.int().describe('Turns taken'),
    status: z.enum(['active', 'done', 'error', 'stopped']),
    state: z.string().describe('`shipping`, `a.b,c`'),
    context: z.record(z.string(), z.unknown()),
    output: z.unknown().optional(),
    timers: z.array(z.object({ id: z.string(), event: z.string(), dueAt: z.iso.datetime() })),
    activities: z.array(z.object({ id: z.string(), src: z.string() })).describe('Those without an answer yet'),
  })
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof Actor>;

export function toActor({ address: _, timers, activities, ...view }: ActorView): Actor {
  return {
    ...view,
    timers: timers.map((timer) => ({ ...timer, dueAt: new Date(timer.dueAt).toISOString() })),
    activities: [...activities],
  };
}

/** A message that the actor handled, and the version that its turn made. */
export const Turn = z
  .object({
    version: z.int(),
    at: z.iso.datetime(),
    messageId: z.string(),
    type: z.string(),
    payload: z.record(z.string(), z.unknown()),
    from: z.string().optional(),
    correlationId: z.string(),
    causationId: z.string().optional(),
  })
  .meta({ id: 'Turn' });
export type Turn = z.infer<typeof Turn>;

export function toTurn({ version, at, message }: JournalEntry): Turn {
  const { id: messageId, type, payload, from, correlationId, causationId } = message;
  return { version, at: at.toISOString(), messageId, type, payload, from, correlationId, causationId };
}
