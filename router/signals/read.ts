import type { Signal } from '../../actors/signal/index.ts';
import type { Context } from '../context.ts';
import { SignalNotFound } from '../errors.ts';

/** @throws {SignalNotFound} */
export async function readSignal({ signals }: Pick<Context, 'signals'>, signalId: string): Promise<Signal> {
  const signal = await signals.get(signalId);
  if (!signal) throw new SignalNotFound(signalId);
  return signal;
}
