import type { ActorDefinition } from '../runtime/index.ts';
import { type JsonSchema, type MessageSchemas, messageSchemas } from './messages.ts';

const TEXT = { type: 'string' };

/** What travels with every command and reply besides its payload. */
const MESSAGE_HEADERS = {
  type: 'object',
  required: ['id', 'to', 'correlationId', 'sentAt'],
  properties: {
    id: { ...TEXT, description: 'Derived from its cause; a repetition has the same' },
    to: { ...TEXT, description: 'The address of the actor: `order/8f3c…`' },
    from: { ...TEXT, description: 'The actor that sent it; absent where it came in through a door' },
    correlationId: { ...TEXT, description: 'Shared by everything that follows from one request' },
    causationId: { ...TEXT, description: 'The id of the message that caused it' },
    traceparent: { ...TEXT, description: 'W3C trace context' },
    replyTo: { ...TEXT, description: 'Where an answer is awaited' },
    sentAt: { type: 'integer', description: "Milliseconds since the epoch at which its sender's turn ran" },
  },
};

const EVENT_HEADERS = {
  type: 'object',
  required: ['id', 'actor', 'version', 'messageId', 'correlationId', 'at'],
  properties: {
    id: { ...TEXT, description: '`<transaction>-<position>`: commit order over all actors' },
    actor: { ...TEXT, description: 'The address of the actor that emitted it' },
    version: { type: 'integer', description: '1, 2, 3 … per actor, without gaps' },
    messageId: { ...TEXT, description: 'The message that caused it' },
    correlationId: TEXT,
    at: { ...TEXT, format: 'date-time' },
  },
};

const DESCRIPTION = `Every command and event of Orderly. Commands travel as BullMQ jobs, one queue per type of actor; events on
a Redis Stream. Both are committed in PostgreSQL before they travel. What stands under \`headers\` are fields beside the payload.`;

export type AsyncApiDocument = Record<string, unknown> & {
  channels: Record<string, { address: string | null; messages: Record<string, unknown> }>;
};

/** The AsyncAPI 3.0 document of these actors. */
export function asyncApiDocument(actors: readonly ActorDefinition[], version: string): AsyncApiDocument {
  const schemas = messageSchemas(actors);
  const channels: AsyncApiDocument['channels'] = {};
  const operations: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};

  const add = (kind: keyof MessageSchemas, actor: string, headers: string) =>
    Object.entries(schemas[kind][actor] ?? {}).map(([type, payload]) => {
      const name = `${actor}.${kind}.${type}`;
      messages[name] = message(type, payload, headers);
      return [type, name] as const;
    });
  const references = (named: readonly (readonly [string, string])[]) =>
    Object.fromEntries(named.map(([type, name]) => [type, { $ref: `#/components/messages/${name}` }]));
  const operation = (
    name: string,
    action: 'send' | 'receive',
    channel: string,
    types: readonly string[],
    more: object = {},
  ) => {
    operations[name] = {
      action,
      channel: { $ref: `#/channels/${channel}` },
      messages: types.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` })),
      ...more,
    };
  };

  for (const { type: actor } of actors) {
    const commands = add('commands', actor, 'MessageHeaders');
    channels[actor] = {
      address: actor,
      ...{ title: `What ${actor} understands` },
      messages: references(commands),
    };
    const replies = add('replies', actor, 'MessageHeaders');
    if (replies.length > 0) {
      channels[`${actor}.replies`] = {
        address: null,
        ...{ title: `What ${actor} answers to a request` },
        messages: references(replies),
      };
    }
    const reply =
      replies.length > 0
        ? {
            reply: {
              address: { location: '$message.header#/replyTo' },
              channel: { $ref: `#/channels/${actor}.replies` },
              messages: replies.map(([type]) => ({ $ref: `#/channels/${actor}.replies/messages/${type}` })),
            },
          }
        : {};
    operation(
      `${actor}.receive`,
      'receive',
      actor,
      commands.map(([type]) => type),
      reply,
    );
    const events = add('events', actor, 'EventHeaders');
    if (events.length === 0) continue;
    channels[`${actor}.events`] = {
      address: 'orderly:events',
      ...{ title: `What ${actor} emits` },
      messages: references(events),
    };
    operation(
      `${actor}.emit`,
      'send',
      `${actor}.events`,
      events.map(([type]) => type),
    );
  }

  return {
    asyncapi: '3.0.0',
    info: { title: 'Orderly', version, description: DESCRIPTION },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas: { MessageHeaders: MESSAGE_HEADERS, EventHeaders: EVENT_HEADERS } },
  };
}

function message(name: string, payload: JsonSchema, headers: string): object {
  const { description } = payload;
  return {
    name,
    title: name,
    ...(typeof description === 'string' ? { summary: description } : {}),
    headers: { $ref: `#/components/schemas/${headers}` },
    correlationId: { location: '$message.header#/correlationId' },
    payload,
  };
}
