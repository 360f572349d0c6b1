import { describe, expect, test } from '@jest/globals';
import { assign, createMachine, emit, enqueueActions, raise, sendTo, setup } from 'xstate';
import { chart, durable } from '../testing/charts.ts';
import { Life } from '../testing/life.ts';

const emitted = (type: string, n: number) => emit(() => ({ type, n })) as never;
const tell = (to: unknown, type: string) =>
  sendTo(
    () => to as never,
    () => ({ type }) as never,
  ) as never;

const talker = createMachine({
  types: {} as { context: { input: Record<string, unknown>; heard: unknown[] }; input: Record<string, unknown> },
  context: ({ input }) => ({ input, heard: [] }),
  initial: 'on',
  states: {
    on: {
      on: {
        Send: { actions: [tell(durable('chart/2'), 'One'), tell(durable('chart/3'), 'Two')] },
        SendWrong: { actions: tell('nobody', 'One') },
        SendNowhere: { actions: tell({}, 'One') },
        Emit: { actions: [emitted('Happened', 1), emitted('Happened', 2)] },
        EmitUndeclared: { actions: emitted('Surprise', 1) },
        Chain: { actions: [raise({ type: 'Link' }), emitted('Happened', 3)] },
        Link: { actions: tell(durable('chart/2'), 'FromLink') },
        Explode: {
          actions: [
            emitted('Happened', 9),
            assign(() => {
              throw new Error('boom');
            }),
          ],
        },
        Hear: { actions: assign({ heard: ({ context, event }) => [...context.heard, event] }) },
        Finish: 'over',
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }) => ({ heard: context.heard.length }),
});
const actor = chart(talker, { events: ['Happened'] });

function started() {
  const life = new Life(actor);
  life.say('Start', { seat: 'A1' });
  return life;
}

describe('a turn', () => {
  test('starts the actor with the payload, its own id and the sender as input', () => {
    const life = new Life(actor);
    life.take({ ...life.message('m', 'Start', { seat: 'A1' }), from: 'chart/9' });
    expect(life.context.input).toEqual({ seat: 'A1', id: '1', sender: 'chart/9' });
  });

  test('sends with ids that follow from actor, version and place, and stamps cause and correlation', () => {
    const life = started();
    const { outgoing } = life.take({ ...life.message('cause', 'Send'), traceparent: '00-trace' })!;
    const stamps = {
      from: 'chart/1',
      causationId: 'cause',
      correlationId: 'c',
      traceparent: '00-trace',
      sentAt: life.now,
    };
    expect(outgoing).toEqual([
      { id: 'chart/1@2.0', to: 'chart/2', type: 'One', payload: {}, ...stamps },
      { id: 'chart/1@2.1', to: 'chart/3', type: 'Two', payload: {}, ...stamps },
    ]);
  });

  test('taken twice from the same state comes out the same', () => {
    const [one, other] = [started(), started()];
    expect(one.say('Send')).toEqual(other.say('Send'));
  });

  test('numbers its events through the life of the actor', () => {
    const life = started();
    life.say('Emit');
    expect(life.say('Emit').events.map(({ version, payload }) => [version, payload.n])).toEqual([
      [3, 1],
      [4, 2],
    ]);
    expect(life.state?.eventCount).toBe(4);
  });

  test('follows raised events to the end and keeps their effects', () => {
    const turn = started().say('Chain');
    expect(turn.events).toMatchObject([{ type: 'Happened', payload: { n: 3 } }]);
    expect(turn.outgoing).toMatchObject([{ type: 'FromLink' }]);
  });

  test('tells a message without a transition from one with', () => {
    const life = started();
    expect(life.say('Unheard')).toMatchObject({ accepted: false, after: { version: 2 } });
    expect(life.say('Emit')).toMatchObject({ accepted: true });
  });

  test('gives the machine the payload and, where an answer is awaited, where to', () => {
    const life = started();
    life.take({ ...life.message('q', 'Hear', { n: 1, type: 'not this' }), replyTo: 'reply/p.1' });
    expect(life.context.heard).toEqual([{ type: 'Hear', n: 1, replyTo: 'reply/p.1' }]);
  });

  test('of a finished actor is recorded and changes nothing', () => {
    const life = started();
    life.say('Finish');
    expect(life.stored).toMatchObject({ status: 'done', output: { heard: 0 } });
    const { after, accepted, outgoing, events } = life.say('Send');
    expect({ accepted, outgoing, events, version: after.version }).toEqual({
      accepted: false,
      outgoing: [],
      events: [],
      version: 3,
    });
    expect(life.stored).toMatchObject({ status: 'done', value: 'over' });
  });
});

describe('a turn fails', () => {
  test.each([
    ['Explode', 'chart/1 failed on "Explode": boom'],
    ['EmitUndeclared', 'emits "Surprise", which is not declared in `events`'],
    ['SendWrong', "Unable to send event to actor 'nobody'"],
    ['SendNowhere', 'names no durable actor'],
  ])('on %s and leaves the actor as it was', (type, text) => {
    const life = started();
    const before = life.state;
    expect(() => life.say(type)).toThrow(text);
    expect(life.state).toBe(before);
    expect(life.say('Emit').events).toHaveLength(2);
  });

  test('on a message that it does not understand or that has no actor yet', () => {
    expect(() => new Life(actor).say('Send')).toThrow(expect.objectContaining({ code: 'ACTOR_NOT_FOUND' }));
    expect(() => new Life(actor).say('Nonsense')).toThrow(expect.objectContaining({ code: 'UNKNOWN_MESSAGE' }));
    expect(() => started().say('Nonsense')).toThrow(expect.objectContaining({ code: 'UNKNOWN_MESSAGE' }));
  });

  test('when its first state cannot be made', () => {
    const broken = createMachine({
      context: () => {
        throw new Error('no context');
      },
    });
    expect(() => new Life(chart(broken)).say('Start')).toThrow('chart/1 failed on "Start": no context');
  });

  test('on what a machine decides only while it runs and no activity is bound to', () => {
    const sly = createMachine({
      on: {
        Act: { actions: enqueueActions(({ enqueue }) => enqueue(() => undefined)) },
        Name: { actions: enqueueActions(({ enqueue }) => enqueue('unboundAction')) },
      },
    });
    const life = new Life(chart(sly));
    life.say('Start');
    expect(() => life.say('Act')).toThrow('bind it in `activities`');
    expect(() => life.say('Name')).toThrow('"unboundAction"');
  });

  test('on a child that `assign` spawns, because nothing would ever run it', () => {
    const spawner = setup({ actors: { child: createMachine({}) } }).createMachine({
      on: { Spawn: { actions: assign(({ spawn }) => ({ ref: spawn('child', { id: 'kid' }) })) } },
    });
    const life = new Life(chart(spawner));
    life.say('Start');
    expect(() => life.say('Spawn')).toThrow('spawn');
  });
});
