import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Signal } from '../../actors/signal/index.ts';
import { identifier } from '../../machines/identifier.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { type Event, toEvent } from '../events/schemas.ts';
import { watchActor } from '../live/watch-actor.ts';
import { readSignal } from './read.ts';

export const WatchSignal = z.object({
  signalId: identifier,
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a version')
    .nullish()
    .describe('Resume after this version'),
});

/** One event of the signal, and the signal as it was when the event was handed on. */
export interface SignalUpdate {
  event: Event;
  signal: Signal;
}

/** Every event of a signal, past and to come, late answers included; the id to resume from is the event's version. */
export async function* watchSignal(
  ctx: Context,
  { signalId, lastEventId }: z.infer<typeof WatchSignal>,
  signal: AbortSignal | undefined,
) {
  await readSignal(ctx, signalId);
  for await (const events of watchActor(ctx, address('signal', signalId), Number(lastEventId ?? 0), signal)) {
    const latest = await readSignal(ctx, signalId);
    for (const event of events) {
      const update: SignalUpdate = { event: toEvent(event), signal: latest };
      yield tracked(String(event.version), update);
    }
  }
}
