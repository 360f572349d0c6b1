import { describe, expect, it } from '@jest/globals';
import { ARTEFACTS } from '../artefacts.ts';
import type { AsyncApiDocument } from '../asyncapi.ts';
import type { MessageSchemas } from '../messages.ts';
import type { OpenApi } from './openapi.ts';
import type { Breach } from './schema.ts';

/** Made once: it takes longer than all that is said of it. */
const texts = new Map(ARTEFACTS.map(({ file, make }) => [file, JSON.stringify(make('1.0.0'))]));

/** What is said of a change to the document that the code gives today. */
function after<Document extends object>(file: string, change: (document: Document) => void): string[] {
  const artefact = ARTEFACTS.find((each) => each.file === file)!;
  const before = JSON.parse(texts.get(file)!) as Document;
  const changed = JSON.parse(texts.get(file)!) as Document;
  change(changed);
  return artefact.compare(before, changed).map(({ path, problem }: Breach) => `${path}: ${problem}`);
}

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into a document
type Any = any;

describe('the messages', () => {
  const messages = (change: (document: MessageSchemas & Any) => void) =>
    after<MessageSchemas>('messages.json', change);

  it.each<[string, (document: Any) => void, string[]]>([
    ['nothing', () => {}, []],
    [
      'a removed command',
      ({ commands }) => delete commands.order.CancelOrder,
      ['commands/order/CancelOrder: is removed'],
    ],
    ['a removed event', ({ events }) => delete events.order.OrderPlaced, ['events/order/OrderPlaced: is removed']],
    [
      'a removed actor',
      ({ commands }) => delete commands.shipping,
      ['commands/shipping/PrepareShipment: is removed', 'commands/shipping/CancelShipment: is removed'],
    ],
    [
      'a new message',
      ({ commands }) => Object.assign(commands.order, { Shine: { type: 'object', properties: {} } }),
      [],
    ],
    [
      'a new required property of a command',
      ({ commands }) => {
        commands.order.PlaceOrder.required.push('mood');
        commands.order.PlaceOrder.properties.mood = { type: 'string' };
      },
      ['commands/order/PlaceOrder/mood: is new and required'],
    ],
    [
      'a new property of an event',
      ({ events }) => Object.assign(events.order.OrderPlaced.properties, { mood: { type: 'string' } }),
      [],
    ],
    [
      'a narrowed property deep inside',
      ({ commands }) =>
        Object.assign(commands.order.PlaceOrder.properties.items.items.properties.quantity, { maximum: 5 }),
      ['commands/order/PlaceOrder/items/[]/quantity: maximum was 10000, is 5'],
    ],
  ])('tell %s', (_, change, expected) => {
    expect(messages(change).slice(0, expected.length || undefined)).toEqual(expected);
  });
});

describe('the channels', () => {
  it('tell a channel that moves or goes', () => {
    const change = ({ channels }: AsyncApiDocument) => {
      channels['order.events']!.address = 'elsewhere';
      delete channels.shipping;
      delete channels.order!.messages.CancelOrder;
    };
    expect(after('asyncapi.json', change).sort()).toEqual([
      'channels/order.events: was at orderly:events, is at elsewhere',
      'channels/order/messages/CancelOrder: is removed',
      'channels/shipping: is removed',
    ]);
  });
});

describe('the REST interface', () => {
  it.each<[string, (document: Any) => void, string[]]>([
    ['nothing', () => {}, []],
    [
      'a removed path',
      ({ paths }) => delete paths['/api/orders/{orderId}/cancel'],
      ['paths /api/orders/{orderId}/cancel: is removed'],
    ],
    ['a removed method', ({ paths }) => delete paths['/api/orders'].post, ['POST /api/orders: is removed']],
    [
      'a removed status',
      ({ paths }) => delete paths['/api/orders'].post.responses[202],
      ['POST /api/orders 202: is removed'],
    ],
    ['a new path', ({ paths }) => Object.assign(paths, { '/api/new': { get: {} } }), []],
    [
      'a new required parameter',
      ({ paths }) =>
        paths['/api/orders'].get.parameters.push({ in: 'query', name: 'mood', required: true, schema: {} }),
      ['GET /api/orders query mood: is new and required'],
    ],
    [
      'a new optional parameter',
      ({ paths }) => paths['/api/orders'].get.parameters.push({ in: 'query', name: 'mood' }),
      [],
    ],
    [
      'a property of an answer that is gone, wherever it is used',
      ({ components }) => delete components.schemas.Order.properties.total,
      ['GET /api/orders 200/items/[]/total: is removed', 'POST /api/orders 201/total: is removed'],
    ],
  ])('tells %s', (_, change, expected) => {
    const told = after<OpenApi>('openapi.json', change);
    expect(expected.length === 0 ? told : told.slice(0, expected.length)).toEqual(expected);
  });
});
