/** An actor that fails on demand, for tests of dead letters: `Add` counts, `Break` throws as long as it is told to. */
import { assign, emit, sendTo, setup } from 'xstate';
import { z } from 'zod';
import { defineMachineActor } from '../define.ts';
import type { MachineActorDefinition } from '../definition.ts';
import { durable } from './charts.ts';

/** What makes it fail; a test changes it, as a repaired deployment would. */
export interface Mood {
  broken: boolean;
}

/** `fuseMs` after `Fuse` its timer fires. */
export function moodyActor(mood: Mood, fuseMs = 30): MachineActorDefinition {
  const machine = setup({
    types: {
      context: {} as { added: string[] },
      events: {} as
        | { type: 'Add'; what: string }
        | { type: 'Break'; what: string }
        | { type: 'Pass'; to: string; message: string }
        | { type: 'Fuse' }
        | { type: 'Blow' },
    },
  }).createMachine({
    context: { added: [] },
    initial: 'on',
    states: {
      on: {
        on: {
          Add: { actions: [add(), emit(({ event }) => ({ type: 'Added', what: event.what }))] },
          Break: { actions: [fail(mood), add()] },
          Pass: {
            actions: sendTo(
              ({ event }) => durable(event.to),
              ({ event }) => ({ type: event.message, what: 'passed on' }) as never,
            ),
          },
          Fuse: 'lit',
        },
      },
      lit: { after: { [fuseMs]: { target: 'on', actions: fail(mood) } }, on: { Add: { actions: add() } } },
    },
  });
  const what = z.object({ what: z.string() });
  return defineMachineActor({
    type: 'moody',
    machine,
    starts: ['Begin'],
    messages: {
      Begin: z.object({}),
      Add: what,
      Break: what,
      Pass: z.object({ to: z.string(), message: z.string() }),
      Fuse: z.object({}),
    },
    events: { Added: what },
  });
}

const add = () => assign(({ context, event }) => ({ added: [...context.added, event.what ?? ''] })) as never;

const fail = (mood: Mood) =>
  assign(() => {
    if (mood.broken) throw new Error('it is broken');
    return {};
  }) as never;
