import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { done } from '../activities/outcome.ts';
import { type LookedInto, startLookedInto } from '../testing/looked-into.ts';
import type { Inspection } from './api.ts';

let system: LookedInto;
let inspection: Inspection;
beforeAll(async () => {
  system = await startLookedInto();
  inspection = system.inspection;
});
afterAll(() => system.close());

describe('an actor looked into', () => {
  test('shows its history with states, transitions and effects', async () => {
    await system.say('ticket/a', 'Ask', { seat: '1', waitMs: 60_000 });
    await system.reaches('ticket/a', 'offered');
    await system.runtime.execute({ to: 'ticket/a', type: 'Give', payload: {} });
    const { items, total, next, problem } = await inspection.turns('ticket/a');
    expect([total, next, problem]).toEqual([4, null, null]);
    expect(items.map(({ states }) => [states?.after.join(), states?.fired.at(-1)])).toEqual([
      ['holding', 'start'],
      ['quoting', 'holding/SeatHeld/0'],
      ['offered', 'quoting/xstate.done.actor.quote/0'],
      ['given', 'offered/Give/0'],
    ]);
    expect(items[3]?.states?.effects.map(({ kind }) => kind)).toEqual(['event', 'timerCancelled']);
    expect(
      (await inspection.turns('ticket/a', { after: 1, limit: 2 })).items.map(({ version }) => version),
    ).toEqual([2, 3]);
    expect((await inspection.turns('ticket/a', { after: 1, limit: 2 })).next).toBe(3);
    expect(await inspection.now('ticket/a')).toMatchObject({
      standing: 'confirmed',
      stuck: null,
      states: ['given'],
    });
  });

  test('shows what it waits for', async () => {
    await system.say('ticket/b', 'Ask', { seat: '2', waitMs: 60_000 });
    await system.reaches('ticket/b', 'offered');
    const now = await inspection.now('ticket/b');
    expect(now).toMatchObject({
      standing: 'pending',
      states: ['offered'],
      timers: [{ event: 'after patience', armedAt: expect.any(String) }],
      stuck: null,
    });
    const { items } = await inspection.turns('ticket/b');
    const arming = items.find(({ states }) => states?.effects.some(({ kind }) => kind === 'timerArmed'));
    expect(now?.timers[0]?.armedAt).toBe(arming?.at);
    const span = Date.parse(now?.timers[0]?.dueAt ?? '') - Date.parse(now?.timers[0]?.armedAt ?? '');
    // The timer runs from when the turn was taken; the turn's time is that of its commit.
    expect([span > 0, span < 61_000]).toEqual([true, true]);
    await system.say('ticket/c', 'Ask', { seat: 'slow' });
    await system.reaches('ticket/c', 'quoting');
    expect((await inspection.now('ticket/c'))?.activities).toMatchObject([
      { src: 'quote', startedAt: expect.any(String) },
    ]);
  });

  test('that is a handler shows its messages without states', async () => {
    const { items, problem } = await inspection.turns('seat/1');
    expect(items).toMatchObject([{ version: 1, message: { type: 'Hold', from: 'ticket/a' }, states: null }]);
    expect(problem).toContain('handler');
  });

  test('that there is not is not there', async () => {
    expect(await inspection.now('ticket/none')).toBeUndefined();
    await expect(inspection.turns('nobody/1')).rejects.toMatchObject({ code: 'UNKNOWN_ACTOR_TYPE' });
    await expect(inspection.now('seat/1')).rejects.toMatchObject({ code: 'NOT_A_MACHINE' });
  });

  test('and what was said around it is one conversation', async () => {
    const { messages, participants } = await inspection.conversation({ actor: 'ticket/a' });
    expect(messages.map(({ from, to, type, outcome }) => [from, to, type, outcome])).toEqual([
      [null, 'ticket/a', 'Ask', 'accepted'],
      ['ticket/a', 'seat/1', 'Hold', 'accepted'],
      ['seat/1', 'ticket/a', 'SeatHeld', 'accepted'],
      ['ticket/a', 'ticket/a', 'xstate.done.actor.quote', 'accepted'],
    ]);
    expect(participants).toEqual(['ticket/a', 'seat/1']);
    const { correlationId } = await inspection.conversation({ actor: 'ticket/a' });
    const found = await inspection.conversation({ correlationId });
    const known = await inspection.conversation({ correlationId, among: ['seat/1'] });
    expect([found.messages, found.cut]).toEqual([messages, false]);
    expect(known.messages).toEqual(messages);
  });
});

describe('what if', () => {
  test('another message had come: states, effects, and nothing is written', async () => {
    const before = await inspection.turns('ticket/a');
    const supposed = await inspection.suppose('ticket/a', {
      turn: 1,
      messages: [
        { kind: 'message', type: 'SeatTaken', payload: {} },
        { kind: 'message', type: 'Give', payload: {} },
      ],
    });
    expect(supposed).toMatchObject({
      turn: 1,
      before: ['holding'],
      steps: [{ verdict: 'accepted', states: { after: ['refused'], status: 'done' } }, { verdict: 'ignored' }],
    });
    expect(await inspection.turns('ticket/a')).toEqual(before);
  });

  test('a timer had fired, or an activity had ended, on another context', async () => {
    const { items } = await inspection.turns('ticket/b');
    const started = items[1]?.states?.effects[0] as { id: string };
    const supposed = await inspection.suppose('ticket/b', {
      turn: 2,
      messages: [{ kind: 'activity', id: started.id, output: done(99) }],
      context: { id: 'b', seat: '2', waitMs: 1_000, notes: 5 },
    });
    expect(supposed.steps[0]?.states).toMatchObject({ after: ['offered'], context: { price: 99, notes: 5 } });
    expect(supposed.timers).toMatchObject([{ event: 'after patience' }]);
    const timer = await inspection.suppose('ticket/b', {
      messages: [{ kind: 'timer', id: (await inspection.now('ticket/b'))?.timers[0]?.id ?? '' }],
    });
    expect(timer.steps[0]?.states?.after).toEqual(['lapsed']);
  });

  test('the message were not understood: refused, by name', async () => {
    const { steps } = await inspection.suppose('ticket/b', {
      messages: [
        { kind: 'message', type: 'Explode', payload: {} },
        { kind: 'message', type: 'Give', payload: {} },
      ],
    });
    expect(steps).toMatchObject([{ verdict: 'refused', refusal: { code: 'TURN_FAILED' } }]);
    await expect(
      inspection.suppose('ticket/b', { turn: 99, messages: [{ kind: 'timer', id: 'x' }] }),
    ).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });
});

describe('the parts', () => {
  test('are in one overview', async () => {
    const { queues, processes, outbox, consumers } = await inspection.queues();
    expect(queues.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ticket', 'ticket.activities', 'seat', 'moody']),
    );
    expect(processes).toMatchObject([{ alive: true, here: true, description: expect.stringContaining('worker') }]);
    expect([outbox.envelopes, consumers]).toEqual([expect.any(Number), []]);
  });

  test('are found by the beginning of their ids', async () => {
    await system.say('ticket/curtain', 'Ask', { seat: '3' });
    await system.reaches('ticket/curtain', 'offered');
    expect(await inspection.find('cur', 5)).toMatchObject([{ type: 'ticket', id: 'curtain', state: 'offered' }]);
    expect(await inspection.find('%', 5)).toEqual([]);
  });
});
