import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Command, TurnResult } from '../runtime/index.ts';
import type { Context } from './context.ts';
import { IdempotencyKeyReused, MalformedHeader } from './errors.ts';
import { idFromDigest, timeOf } from './new-id.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * The id that an Idempotency-Key stands for; `scope` keeps the keys of different requests apart. Under a key that is a UUID
 * of version 7 the id begins with the key's time: what is new then lies side by side in every index. Any other key
 * puts its rows anywhere, which costs an eighth to a fifth more once there are millions (docs/performance.md, Growth).
 * @throws {MalformedHeader}
 */
export function idFromKey(scope: string, key: string): string {
  if (!KEY.test(key)) throw new MalformedHeader('Idempotency-Key', '1 to 200 visible ASCII characters');
  return idFromDigest(createHash('sha256').update(`${scope}\n${key}`).digest(), timeOf(key));
}

/**
 * Executes a command that came in through a door. With an Idempotency-Key its message id comes from the key: a
 * repetition takes no effect and gets the present state. `essence` is what must be the same in both payloads.
 * @throws {IdempotencyKeyReused} when the first message under the key said something else.
 */
export async function executeOnce(
  { runtime, request }: Pick<Context, 'runtime' | 'request'>,
  command: Pick<Command, 'to' | 'type' | 'payload'>,
  essence: (payload: unknown) => unknown,
): Promise<TurnResult> {
  const { correlationId, traceparent, idempotencyKey: key } = request;
  if (key === undefined) return runtime.execute({ ...command, correlationId, traceparent });

  const id = `key-${idFromKey(command.type, key)}`;
  const result = await runtime.execute({ ...command, id, correlationId, traceparent });
  if (result.fresh) return result;
  const first = await runtime.journaled(command.to, id);
  if (first && !isDeepStrictEqual(essence(first.payload), essence(command.payload)))
    throw new IdempotencyKeyReused(key);
  return result;
}
