import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../api/types.ts';
import { layOutConversation } from './conversation-layout.ts';

const message = (label: string, from: string | null, to: string, fields: object = {}) =>
  ({
    id: label,
    label,
    from,
    to,
    kind: 'message',
    outcome: 'accepted',
    sentAt: 's',
    handledAt: 'h',
    version: 1,
    ...fields,
  }) as Conversation['messages'][number];

describe('the conversation', () => {
  const { lanes, messages, width } = layOutConversation({
    participants: ['order/1', 'payment/1'],
    messages: [
      message('PlaceOrder', null, 'order/1'),
      message('ChargePayment', 'order/1', 'payment/1'),
      message('after stepTimeout', null, 'order/1', { kind: 'timer', handledAt: null }),
    ],
  });

  it('has a lifeline for each participant, and one for the doors', () => {
    expect(lanes.map(({ name }) => name)).toEqual(['api', 'order', 'payment']);
    expect(width).toBeGreaterThan(lanes.at(-1)?.x ?? 0);
  });

  it('goes from who sent to who was told; a timer stays where it is', () => {
    const [api, order, payment] = lanes.map(({ x }) => x);
    expect(messages.map(({ from, to, isSelf }) => [from, to, isSelf])).toEqual([
      [api, order, false],
      [order, payment, false],
      [order, order, true],
    ]);
    expect(messages.map(({ at }) => at)).toEqual(['h', 'h', 's']);
  });

  it('has room for the words beside the last lifeline', () => {
    const { lanes, width } = layOutConversation({
      participants: ['order/1'],
      messages: [message('after aVeryLongTimeout', 'order/1', 'order/1')],
    });
    expect(width - (lanes.at(-1)?.x ?? 0)).toBeGreaterThan(26 + 6 * 'after aVeryLongTimeout'.length);
  });

  it('stands so far apart that the longest words fit, and tells alike ones from each other', () => {
    const { lanes: two } = layOutConversation({
      participants: ['order/11aa', 'order/22bb'],
      messages: [message('AMessageWithAVeryLongName', 'order/11aa', 'order/22bb')],
    });
    expect(two.map(({ name }) => name)).toEqual(['order 11aa', 'order 22bb']);
    expect((two[1]?.x ?? 0) - (two[0]?.x ?? 0)).toBeGreaterThan(160);
  });
});
