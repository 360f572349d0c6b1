import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { done } from '../activities/outcome.ts';
import type { DeadLetter } from '../api.ts';
import type { Address } from '../message.ts';
import { type Mood, moodyActor } from '../testing/moody.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';
import type { Inspection } from './api.ts';
import { openInspection } from './inspection.ts';

const mood: Mood = { broken: true };
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => {
  release = resolve;
});
const actors = [
  ticketActor({
    timeoutMs: 60_000,
    run: async ({ seat }: { seat: string }) => {
      if (seat === 'slow') await released;
      return done(30);
    },
  }),
  seatActor({ failOn: 'cursed' }),
  moodyActor(mood),
];

let system: TestSystem;
let inspection: Inspection;
beforeAll(async () => {
  system = await startTestSystem({ actors });
  await system.runtime.sql.query('toy_seats', SEATS_TABLE);
  inspection = openInspection({
    actors,
    databaseUrl: system.database.url,
    redisUrl: system.redis.url,
    runtime: system.runtime,
  });
});
afterAll(async () => {
  release();
  await inspection.stop();
  await system.close();
});

const state = async (to: Address) => (await system.runtime.read(to))?.state;
const reaches = (to: Address, wanted: string) =>
  waitUntil(async () => (await state(to)) === wanted, { message: `${to} is in ${wanted}` });
const say = (to: Address, type: string, payload: Record<string, unknown> = {}) =>
  system.runtime.send({ to, type, payload });
const letters = (actor: string) =>
  waitUntil(
    async () => {
      const { items } = await system.runtime.deadLetters.list({ state: 'open' });
      const own = items.filter((letter) => letter.actor === actor);
      return own.length > 0 ? own : undefined;
    },
    { message: `a message to ${actor} is a dead letter` },
  ) as Promise<DeadLetter[]>;

/** A moody actor whose `Break` died, with one `Add` waiting behind it. */
async function parked(id: string): Promise<Address> {
  const to: Address = `moody/${id}`;
  await say(to, 'Begin');
  await say(to, 'Add', { what: 'one' });
  await say(to, 'Break', { what: 'two' });
  await letters(to);
  await say(to, 'Add', { what: 'three' });
  await waitUntil(async () => (await inspection.now(to))?.waiting[0]?.place === 'parked');
  return to;
}

describe('an actor looked into', () => {
  test('shows its history with states, transitions and effects', async () => {
    await say('ticket/a', 'Ask', { seat: '1', waitMs: 60_000 });
    await reaches('ticket/a', 'offered');
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
    await say('ticket/b', 'Ask', { seat: '2', waitMs: 60_000 });
    await reaches('ticket/b', 'offered');
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
    await say('ticket/c', 'Ask', { seat: 'slow' });
    await reaches('ticket/c', 'quoting');
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

describe('a stuck actor', () => {
  test('is parked by a dead letter: the cause in one sentence, and the fix', async () => {
    const to = await parked('stuck');
    const now = await inspection.now(to);
    expect(now).toMatchObject({
      standing: 'stuck',
      stuck: { rule: 'dead-letter', cause: 'Break is a dead letter: it is broken', fix: { action: 'redrive' } },
      waiting: [{ type: 'Add', place: 'parked' }],
      deadLetters: [{ type: 'Break', code: 'TURN_FAILED' }],
    });
    const found = await waitUntil(async () => (await inspection.stuck('moody')).find(({ actor }) => actor === to));
    expect(found).toMatchObject({ state: 'on', rule: 'dead-letter' });
  });
});

describe('an actor that is in its state for long', () => {
  const past = (to: Address, minutes: number) =>
    Promise.all([
      system.runtime.sql.query(
        'past_journal',
        `UPDATE journal SET at = at - $2 * interval '1 minute' WHERE actor = $1`,
        [to, minutes],
      ),
      system.runtime.sql.query(
        'past_actor',
        `UPDATE actors SET updated_at = updated_at - $2 * interval '1 minute', created_at = created_at - $2 * interval '1 minute' WHERE address = $1`,
        [to, minutes],
      ),
    ]);

  test('is stuck where that is more than three times as long as usual, with what is usual', async () => {
    for (const id of ['q1', 'q2', 'q3', 'q4', 'q5', 'q6']) {
      await say(`ticket/${id}`, 'Ask', { seat: id, waitMs: 3_600_000 });
      await reaches(`ticket/${id}`, 'offered');
      await system.runtime.execute({ to: `ticket/${id}`, type: 'Give', payload: {} });
    }
    await say('ticket/late', 'Ask', { seat: 'late', waitMs: 3_600_000 });
    await reaches('ticket/late', 'offered');
    await system.runtime.execute({ to: 'ticket/late', type: 'Note', payload: {} });
    await past('ticket/late', 10);
    const fresh = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    const now = await fresh.now('ticket/late');
    expect(now?.stuck).toMatchObject({
      rule: 'slow',
      cause: expect.stringContaining('offered takes more than three times'),
    });
    expect(Date.now() - Date.parse(now?.stuck?.since ?? '')).toBeGreaterThan(590_000);
    expect(now?.usual.find((usual) => usual.state === 'offered')).toMatchObject({ p95Ms: expect.any(Number) });
    await waitUntil(async () => (await fresh.stuck('ticket')).length > 0);
    const fleet = await fresh.fleetOf('ticket');
    expect(fleet.states.find((each) => each.state === 'offered')).toMatchObject({ stuck: 1, standing: 'pending' });
    expect(fleet.states.find((each) => each.state === 'offered')?.oldestAgeMs).toBeGreaterThan(540_000);
    expect(fleet.stuck).toMatchObject([{ rule: 'slow', count: 1, actors: [{ id: 'late', state: 'offered' }] }]);
    expect(fleet.ends).toContainEqual({ state: 'given', standing: 'confirmed', last24h: 7, lastHour: 7 });
    expect(fleet.rates.find(({ id }) => id === 'offered/Give/0')?.perMinute).toBeGreaterThan(0);
    // A turn that leaves it where it is does not make it less stuck.
    await system.runtime.execute({ to: 'ticket/late', type: 'Note', payload: {} });
    const circling = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    const late = await waitUntil(async () => (await circling.stuck('ticket'))[0]);
    expect(late).toMatchObject({ actor: 'ticket/late', rule: 'slow' });
  });

  test('is stuck where nothing is pending for it', async () => {
    await say('moody/idle', 'Begin');
    await reaches('moody/idle', 'on');
    expect((await inspection.now('moody/idle'))?.stuck).toBeNull();
    await past('moody/idle', 1);
    expect((await inspection.now('moody/idle'))?.stuck).toMatchObject({ rule: 'nothing-pending' });
    const fresh = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: '',
      runtime: system.runtime,
    });
    const idle = await waitUntil(async () =>
      (await fresh.stuck('moody')).find(({ actor }) => actor === 'moody/idle'),
    );
    expect(idle).toMatchObject({ rule: 'nothing-pending' });
  });
});

describe('a dry run', () => {
  test('of a machine says what the letter and what waits behind it would come to, and changes nothing', async () => {
    const to = await parked('dry');
    const [letter] = await letters(to);
    const ids = [letter?.id ?? ''];
    expect(await inspection.dryRun({ ids })).toMatchObject({
      accepted: 0,
      refused: 1,
      items: [{ verdict: 'refused', code: 'TURN_FAILED', waiting: [] }],
    });
    mood.broken = false;
    const repaired = await inspection.dryRun({ ids, payload: { what: 'edited' } });
    mood.broken = true;
    expect(repaired).toMatchObject({
      accepted: 1,
      items: [{ before: ['on'], after: ['on'], waiting: [{ type: 'Add', verdict: 'accepted' }] }],
    });
    expect((await system.runtime.read(to))?.context).toEqual({ added: ['one'] });
    expect((await system.runtime.deadLetters.get(letter?.id ?? ''))?.state).toBe('open');
  });

  test('of a handler runs it in a transaction that is rolled back', async () => {
    await say('ticket/cursed', 'Ask', { seat: 'x' });
    const [letter] = await letters('seat/x');
    const ids = [letter?.id ?? ''];
    expect(await inspection.dryRun({ ids })).toMatchObject({
      refused: 1,
      items: [{ verdict: 'refused', reason: 'this ticket cannot be held' }],
    });
    const { items } = await inspection.dryRun({ ids, payload: { ticket: 'blessed' } });
    expect(items).toMatchObject([
      { verdict: 'accepted', reply: { type: 'SeatHeld' }, effects: [{ kind: 'event', type: 'SeatWasHeld' }] },
    ]);
    expect(await system.runtime.sql.query('seat_x', `SELECT * FROM toy_seats WHERE seat = 'x'`)).toEqual([]);
  });

  test('goes by group, and groups say how many, since when and what waits', async () => {
    const groups = await inspection.deadLetterGroups({ actorType: 'moody' });
    expect(groups).toMatchObject([
      { code: 'TURN_FAILED', messageType: 'Break', count: 2, actors: 2, parked: 2, error: 'it is broken' },
    ]);
    expect(groups[0]?.hours.at(-1)).toBe(2);
    const run = await inspection.dryRun({ filter: { actorType: 'moody' }, limit: 1 });
    expect(run).toMatchObject({ refused: 1, left: 1 });
  });

  test('and what people did stands in the audit', async () => {
    const [letter] = await letters('seat/x');
    await system.runtime.deadLetters.discard(letter?.id ?? '', { by: 'ada', reason: 'a test' });
    expect(await inspection.audit({ limit: 5 })).toMatchObject([
      { by: 'ada', action: 'discard', note: 'a test', actor: 'seat/x', messageType: 'Hold', state: 'discarded' },
    ]);
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
    expect(await inspection.find('cur', 5)).toMatchObject([{ type: 'ticket', id: 'cursed', state: 'holding' }]);
    expect(await inspection.find('%', 5)).toEqual([]);
  });
});
