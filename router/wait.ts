import type { ActorView, Address } from '../runtime/index.ts';
import type { Context } from './context.ts';

/** Resolves with the actor when it is final, at the timeout, or when the server begins to close. */
export async function waitForEnd(
  { runtime, closing }: Pick<Context, 'runtime' | 'closing'>,
  to: Address,
  seconds: number,
): Promise<ActorView | undefined> {
  if (closing.aborted) return runtime.read(to);
  const { promise: interrupted, resolve } = Promise.withResolvers<'closing'>();
  const interrupt = () => resolve('closing');
  closing.addEventListener('abort', interrupt, { once: true });
  try {
    const first = await Promise.race([runtime.waitFor(to, seconds * 1000), interrupted]);
    return first === 'closing' ? await runtime.read(to) : first;
  } finally {
    closing.removeEventListener('abort', interrupt);
  }
}

/** The header that tells that `Prefer: wait` was honoured. */
export function preferenceApplied(waitSeconds: number | undefined): Record<string, string> {
  return waitSeconds === undefined ? {} : { 'Preference-Applied': `wait=${waitSeconds}` };
}
