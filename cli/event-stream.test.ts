import { describe, expect, it } from '@jest/globals';
import { parseEvents } from './event-stream.ts';

async function* pieces(...texts: string[]) {
  yield* texts;
}

describe('server-sent events', () => {
  it('are put together from pieces, wherever they were cut', async () => {
    const text =
      'event: connected\ndata: {}\n\n: a comment\n\ndata: {"a":\ndata: 1}\nid: 7-1\n\nevent: ping\ndata: \n\ndata: unfinished';
    for (const cut of [3, 20, 34, 60]) {
      const events = [];
      for await (const event of parseEvents(pieces(text.slice(0, cut), text.slice(cut)))) events.push(event);
      expect(events).toEqual([
        { event: 'connected', data: '{}' },
        { event: 'message', data: '{"a":\n1}', id: '7-1' },
        { event: 'ping', data: '' },
      ]);
    }
  });
});
