import { z } from 'zod';
import type { ActorDefinition, Schemas } from '../runtime/index.ts';

export type JsonSchema = Record<string, unknown>;
type ByActor = Record<string, Record<string, JsonSchema>>;

/** A JSON Schema of every message, by the actor that takes or emits it. */
export interface MessageSchemas {
  /** What an actor understands: commands, and the answers of others to it. Its senders must keep to them. */
  commands: ByActor;
  /** What an actor answers to whoever asks over the broker. */
  replies: ByActor;
  /** What an actor emits; its readers rely on them, and they are stored for ever. */
  events: ByActor;
}

export function messageSchemas(actors: readonly ActorDefinition[]): MessageSchemas {
  const all = (pick: (actor: ActorDefinition) => Schemas | undefined, io: 'input' | 'output'): ByActor =>
    Object.fromEntries(
      actors.flatMap((actor) => {
        const schemas = Object.entries(pick(actor) ?? {});
        return schemas.length > 0
          ? [[actor.type, Object.fromEntries(schemas.map(([type, zod]) => [type, jsonSchema(zod, io)]))]]
          : [];
      }),
    );
  return {
    commands: all(({ messages }) => messages, 'input'),
    replies: all((actor) => (actor.kind === 'handler' ? actor.replies : undefined), 'output'),
    events: all(({ events }) => events, 'output'),
  };
}

/** Draft 2020-12. What is not named is allowed: readers must pass over what they do not know. */
function jsonSchema(zod: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(zod, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => {
      if (made.additionalProperties === false) delete made.additionalProperties;
    },
  }) as JsonSchema;
  return inlined(schema, (schema.$defs ?? {}) as Record<string, JsonSchema>) as JsonSchema;
}

/** A schema with a name of its own comes as a reference; it is put where it is used, so that each message stands alone. */
function inlined(part: unknown, defs: Record<string, JsonSchema>): unknown {
  if (Array.isArray(part)) return part.map((each) => inlined(each, defs));
  if (typeof part !== 'object' || part === null) return part;
  const { $defs: _, $ref, ...rest } = part as JsonSchema;
  const named = typeof $ref === 'string' ? defs[$ref.slice('#/$defs/'.length)] : undefined;
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inlined(value, defs)]));
  return named ? { ...(inlined(named, defs) as JsonSchema), ...own } : own;
}
