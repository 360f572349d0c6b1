import type { Schemas } from '../definition.ts';
import { InvalidMessage, UnknownMessage } from '../errors.ts';
import type { Message } from '../message.ts';

/** The payload as its schema gives it back. Throws `UnknownMessage` or `InvalidMessage`. */
export function validate(schemas: Schemas, { type, to, payload }: Message): Record<string, unknown> {
  const schema = schemas[type];
  if (!schema) throw new UnknownMessage(type, to, Object.keys(schemas));
  const result = schema.safeParse(payload);
  if (result.success) return result.data as Record<string, unknown>;
  throw new InvalidMessage(
    type,
    to,
    result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}
