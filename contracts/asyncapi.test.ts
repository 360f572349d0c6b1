import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineHandlerActor } from '../runtime/index.ts';
import { asyncApiDocument } from './asyncapi.ts';

const bell = defineHandlerActor({
  type: 'bell',
  messages: { Ring: z.object({ times: z.int().min(1).default(1) }).describe('Ring it.'), Count: z.object({}) },
  replies: { Counted: z.object({ rung: z.int() }) },
  events: { BellRung: z.object({ by: z.object({ name: z.string() }).meta({ id: 'Ringer' }) }) },
  handle: async () => [],
});

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument([bell], '1.2.3') as unknown as {
    asyncapi: string;
    info: { version: string };
    channels: Record<string, { address: string | null; messages: Record<string, unknown> }>;
    operations: Record<string, { action: string; messages: unknown[]; reply?: unknown }>;
    components: { messages: Record<string, { payload: Record<string, unknown>; summary?: string }> };
  };

  it('has a channel per queue, one for what an actor emits, one for what it answers', () => {
    expect([document.asyncapi, document.info.version]).toEqual(['3.0.0', '1.2.3']);
    expect(
      Object.entries(document.channels).map(([name, { address, messages }]) => [
        name,
        address,
        Object.keys(messages),
      ]),
    ).toEqual([
      ['bell', 'bell', ['Ring', 'Count']],
      ['bell.replies', null, ['Counted']],
      ['bell.events', 'orderly:events', ['BellRung']],
    ]);
    expect(Object.entries(document.operations).map(([name, { action }]) => [name, action])).toEqual([
      ['bell.receive', 'receive'],
      ['bell.emit', 'send'],
    ]);
  });

  it('has the schema of each message, as its senders must write and its readers may expect it', () => {
    const { messages } = document.components;
    expect(messages['bell.commands.Ring']).toMatchObject({
      summary: 'Ring it.',
      payload: { properties: { times: { default: 1, minimum: 1 } } },
    });
    expect(messages['bell.commands.Ring']?.payload.required).toBeUndefined();
    expect(messages['bell.events.BellRung']?.payload).toMatchObject({
      required: ['by'],
      properties: { by: { properties: { name: { type: 'string' } } } },
    });
    expect(JSON.stringify(messages)).not.toContain('additionalProperties');
  });

  it('leads nowhere into the void', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1] as string,
    );
    expect(references.length).toBeGreaterThan(8);
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect([reference, typeof target]).toEqual([reference, 'object']);
    }
  });
});
