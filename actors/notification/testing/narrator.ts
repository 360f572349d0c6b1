import { z } from 'zod';
import { defineHandlerActor, type HandlerActorDefinition } from '../../../runtime/index.ts';

const anything = z.record(z.string(), z.unknown());

/** Stands for the actors whose events are told: says whatever it is asked to say. */
export function narrator(type: 'order' | 'signal'): HandlerActorDefinition {
  return defineHandlerActor({
    type,
    messages: { Say: z.object({ event: z.string(), payload: anything }) },
    handle: async (messages) =>
      messages.map(({ payload: { event, payload } }) => ({
        events: [{ type: event as string, payload: payload as Record<string, unknown> }],
      })),
  });
}
