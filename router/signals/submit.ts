import type { Signal } from '../../actors/signal/index.ts';
import type { signalMessages } from '../../machines/signal/messages.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { executeOnce, idFromKey } from '../idempotency.ts';
import { readSignal } from './read.ts';
import type { SignalBody } from './schemas.ts';

/** What makes two of them the same signal: who works on it is a setting of ours. */
const essence = (payload: unknown) => (payload as { value: number }).value;

/** Starts a signal: durable when this resolves. Under an Idempotency-Key a repetition meets the same signal. */
export async function submitSignal(ctx: Context, { value }: SignalBody): Promise<Signal> {
  const { idempotencyKey } = ctx.request;
  const signalId = idempotencyKey === undefined ? ctx.newId('signal') : idFromKey('signal', idempotencyKey);
  const type: keyof typeof signalMessages = 'SubmitSignal';
  await executeOnce(ctx, { to: address('signal', signalId), type, payload: { value } }, essence);
  ctx.answer(202, { Location: `/api/signals/${signalId}` });
  return readSignal(ctx, signalId);
}
