import { z } from 'zod';
import type { DeadLetter as StoredDeadLetter } from '../../runtime/index.ts';

export const DeadLetterState = z.enum(['open', 'redriving', 'redriven', 'discarded']);

export const RedriveReason = z.string().min(1).max(500).optional().describe('Why; the audit keeps it');

/** Words of a person. */
export const LetterText = z
  .string()
  .min(1)
  .max(200)
  .describe("Anywhere in the actor's address, the message, its payload or the error; capitals do not matter");

export const DeadLetterFilter = z.object({
  state: DeadLetterState.optional(),
  actorType: z.string().min(1).max(100).optional(),
  messageType: z.string().min(1).max(100).optional(),
  code: z.string().min(1).max(100).optional().describe('The code of the error'),
  text: LetterText.optional(),
});

export const DeadLetter = z
  .object({
    id: z.string(),
    actor: z.string(),
    state: DeadLetterState,
    message: z.object({
      id: z.string(),
      type: z.string(),
      payload: z.record(z.string(), z.unknown()),
      from: z.string().optional(),
      correlationId: z.string(),
      causationId: z.string().optional(),
      sentAt: z.iso.datetime(),
    }),
    error: z.object({ code: z.string(), message: z.string(), stack: z.string().optional() }),
    attempts: z.int(),
    history: z.array(z.object({ at: z.string(), error: z.string() })),
    parked: z.int().describe('Later messages of the actor that wait behind it'),
    failedAt: z.iso.datetime(),
    audit: z.array(
      z.object({
        at: z.string(),
        by: z.string(),
        action: z.string(),
        note: z.string().optional().describe('The reason that was given'),
        was: z.record(z.string(), z.unknown()).optional().describe('The payload before it was edited'),
      }),
    ),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export function toDeadLetter(letter: StoredDeadLetter): DeadLetter {
  const { message, failedAt, history, audit, ...rest } = letter;
  const { id, type, payload, from, correlationId, causationId, sentAt } = message;
  return {
    ...rest,
    message: { id, type, payload, from, correlationId, causationId, sentAt: new Date(sentAt).toISOString() },
    failedAt: failedAt.toISOString(),
    history: [...history],
    audit: [...audit],
  };
}

/** For lists: the stack is in the dead letter itself. */
export function withoutStack({ error: { code, message }, ...letter }: DeadLetter): DeadLetter {
  return { ...letter, error: { code, message } };
}
