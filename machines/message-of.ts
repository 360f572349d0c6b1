import type { z } from 'zod';

type Fields<Schema extends z.ZodType> = z.infer<Schema> extends Record<string, never> ? unknown : z.infer<Schema>;

/** The union of messages that a map of payload schemas describes: `{ type, ...payload }`, as a machine receives them. */
export type MessageOf<Schemas extends Record<string, z.ZodType>> = {
  [Type in keyof Schemas & string]: { type: Type } & Fields<Schemas[Type]>;
}[keyof Schemas & string];
