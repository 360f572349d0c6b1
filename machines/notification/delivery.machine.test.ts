import { describe, expect, it } from '@jest/globals';
import { Play } from '../testing/play.ts';
import { deliveryMachine, type SendOutcome } from './delivery.machine.ts';

const told = {
  about: { kind: 'order.shipped', orderId: 'o1', customerId: 'c1', trackingNumber: 'OY1' },
  event: { id: '7-1', actor: 'order/o1', version: 4, at: '2026-11-21T10:00:00.000Z' },
};
const delivery = {
  notificationId: 'order.o1.4',
  channel: 'email',
  retrying: { attempts: 3, pauseMs: 1_000 },
  ...told,
};
const start = () => new Play(deliveryMachine, { id: 'order.o1.4', ...delivery });

const done: SendOutcome = { outcome: 'done', value: { recipient: 'ada@example.com' } };
const failed: SendOutcome = { outcome: 'unknown', reason: 'no connection' };
const refused = (code: string): SendOutcome => ({ outcome: 'refused', code, reason: `it is ${code}` });

describe('a delivery', () => {
  it('sends at once, and ends when it is sent', () => {
    const play = start();
    expect(play.last.invoked).toEqual([
      { src: 'send', input: expect.objectContaining({ attempt: 1, deliveryId: 'order.o1.4' }) },
    ]);
    expect(play.answer('send', done)).toMatchObject({ state: 'sent', sent: [] });
    expect([play.final, play.context.recipient, play.context.detail]).toEqual([true, 'ada@example.com', null]);
  });

  it('tries again after a pause that doubles', () => {
    const play = start();
    play.answer('send', failed);
    expect([play.state, play.delays]).toEqual(['waiting', [1_000]]);
    expect(play.timeout().invoked).toHaveLength(1);
    play.answer('send', failed);
    expect([play.state, play.delays, play.context.detail]).toEqual(['waiting', [2_000], 'no connection']);
    play.timeout();
    expect(play.answer('send', done).state).toBe('sent');
  });

  it('waits ten minutes at most', () => {
    const play = new Play(deliveryMachine, { id: 'x', ...delivery, retrying: { attempts: 50, pauseMs: 1_000 } });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      play.answer('send', failed);
      if (attempt < 19) play.timeout();
    }
    expect(play.delays).toEqual([600_000]);
  });

  it('becomes a dead letter when all attempts failed', () => {
    const play = start();
    for (const _ of [1, 2]) {
      play.answer('send', failed);
      play.timeout();
    }
    expect(play.answer('send', failed)).toMatchObject({
      state: 'undelivered',
      sent: [
        {
          to: 'undelivered/order.o1.4',
          message: {
            type: 'Undeliverable',
            delivery: 'email-delivery/order.o1.4',
            attempts: 3,
            error: 'no connection',
            ...told,
          },
        },
      ],
    });
    expect(play.final).toBe(false);
  });

  it('becomes one at once where the other side refuses for good', () => {
    expect(start().answer('send', refused('rejected'))).toMatchObject({
      state: 'undelivered',
      sent: [{ message: { attempts: 1 } }],
    });
  });

  it.each(['no_recipient', 'webhook_deleted'])('is skipped where there is nobody to tell: %s', (code) => {
    const play = start();
    expect(play.answer('send', refused(code))).toMatchObject({ state: 'skipped', sent: [] });
    expect(play.context.detail).toBe(`it is ${code}`);
  });

  it('starts anew when it is redriven, with all its attempts', () => {
    const play = start();
    play.answer('send', refused('rejected'));
    expect(play.on({ type: 'TryAgain' })).toMatchObject({ state: 'sending', invoked: [{ src: 'send' }] });
    expect(play.context.attempt).toBe(1);
    play.answer('send', failed);
    expect(play.state).toBe('waiting');
  });

  it('is not sent again because of a second redrive', () => {
    const play = start();
    play.answer('send', refused('rejected'));
    play.on({ type: 'TryAgain' });
    expect(play.on({ type: 'TryAgain' }).invoked).toEqual([]);
    play.answer('send', done);
    expect(play.on({ type: 'TryAgain' }).invoked).toEqual([]);
  });

  it('goes on after an activity that broke', () => {
    const play = start();
    expect(play.fail('send', new Error('boom')).state).toBe('waiting');
  });
});
