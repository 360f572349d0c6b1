import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assign, fromPromise, setup } from 'xstate';
import { z } from 'zod';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { done, type Outcome } from '../activities/outcome.ts';
import { defineMachineActor } from '../define.ts';
import type { Address } from '../message.ts';
import type { Inspection } from './api.ts';
import { openInspection } from './inspection.ts';

interface Loan {
  book: string;
  days: number;
}

const words = setup({
  types: {
    context: {} as Loan,
    input: {} as Loan,
    events: {} as { type: 'Return' } | { type: 'Extend' } | { type: 'Approve' },
  },
  actors: { print: fromPromise<Outcome>(() => Promise.reject(new Error('bound by the definition'))) },
  actions: { extend: assign({ days: ({ context }) => context.days + 7 }) },
  delays: { term: ({ context }) => context.days * 86_400_000 },
});

/** What runs: a loan is lent at once. */
const first = words.createMachine({
  id: 'loan',
  context: ({ input }) => input,
  initial: 'printing',
  states: {
    printing: { invoke: { id: 'print', src: 'print', onDone: 'lent' } },
    lent: { on: { Return: 'returned' }, after: { term: 'overdue' } },
    overdue: { on: { Return: 'returned' } },
    returned: { type: 'final' },
  },
});

/** What may come: somebody approves first, and a loan that is lent is `out`. */
const second = words.createMachine({
  id: 'loan',
  context: ({ input }) => input,
  initial: 'waiting',
  states: {
    waiting: { on: { Approve: 'printing' } },
    printing: { invoke: { id: 'print', src: 'print', onDone: 'out' } },
    out: { on: { Return: 'returned', Extend: { actions: 'extend' } } },
    returned: { type: 'final' },
  },
});

const anything = z.object({});
const actors = [
  defineMachineActor({
    type: 'loan',
    machine: first,
    versions: {
      2: {
        machine: second,
        adopt: ({ value, context }) => ({
          value: value === 'lent' || value === 'overdue' ? 'out' : value,
          context: { ...context, days: 14 },
        }),
      },
      3: { machine: second },
    },
    starts: ['Lend'],
    messages: {
      Lend: z.object({ book: z.string(), days: z.number() }),
      Return: anything,
      Extend: anything,
      Approve: anything,
    },
    activities: { print: { run: async () => done(undefined) } },
  }),
];

describe('what if another version of the machine went on', () => {
  let system: TestSystem;
  let inspection: Inspection;
  const loan: Address = 'loan/a';
  beforeAll(async () => {
    system = await startTestSystem({ actors });
    inspection = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: system.redis.url,
      runtime: system.runtime,
    });
    await system.runtime.send({ to: loan, type: 'Lend', payload: { book: 'Emma', days: 30 } });
    await waitUntil(async () => (await system.runtime.read(loan))?.state === 'lent');
    await system.runtime.execute({ to: loan, type: 'Return', payload: {} });
  });
  afterAll(async () => {
    await inspection.stop();
    await system.close();
  });

  test('all versions are known, each with its chart', () => {
    expect(inspection.machines()).toMatchObject([{ type: 'loan', version: 1, versions: [1, 2, 3] }]);
    expect(inspection.chart('loan').nodes.map(({ id }) => id)).toContain('lent');
    expect(inspection.chart('loan', 2).nodes.map(({ id }) => id)).toContain('out');
    expect(() => inspection.chart('loan', 9)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_MACHINE_VERSION', message: expect.stringContaining('1, 2, 3') }),
    );
  });

  test('takes the actor over from a turn as it says itself, and the real one stays as it is', async () => {
    const before = await inspection.turns(loan);
    const supposed = await inspection.suppose(loan, {
      turn: 2,
      version: 2,
      messages: [{ kind: 'message', type: 'Extend', payload: {} }],
    });
    expect(supposed).toMatchObject({
      version: 2,
      before: ['out'],
      steps: [{ verdict: 'accepted', states: { after: ['out'], context: { book: 'Emma', days: 21 } } }],
    });
    // The registered version has no transition for it.
    const registered = await inspection.suppose(loan, {
      turn: 2,
      messages: [{ kind: 'message', type: 'Extend', payload: {} }],
    });
    expect(registered).toMatchObject({ version: 1, before: ['lent'], steps: [{ verdict: 'ignored' }] });
    expect(await inspection.turns(loan)).toEqual(before);
    expect((await system.runtime.read(loan))?.machineVersion).toBe(1);
  });

  test('is given what really came: answers of activities find their new ids', async () => {
    const { steps } = await inspection.suppose(loan, { turn: 1, version: 2, messages: [{ kind: 'recorded' }] });
    expect(steps.map(({ verdict, states }) => [verdict, states?.after.join()])).toEqual([
      ['accepted', 'out'],
      ['accepted', 'returned'],
    ]);
    const anew = await inspection.suppose(loan, {
      turn: 0,
      version: 2,
      messages: [{ kind: 'recorded' }, { kind: 'message', type: 'Approve', payload: {} }],
    });
    expect(anew.steps.map(({ verdict, states }) => [verdict, states?.after.join()])).toEqual([
      ['accepted', 'waiting'],
      ['ignored', 'waiting'],
      ['ignored', 'waiting'],
      ['accepted', 'printing'],
    ]);
    expect(anew.activities).toMatchObject([{ src: 'print' }]);
  });

  test('on the registered version, what really came leads where it led', async () => {
    const { steps } = await inspection.suppose(loan, { turn: 0, messages: [{ kind: 'recorded' }] });
    const { items } = await inspection.turns(loan);
    expect(steps.map(({ states }) => states)).toEqual(items.map(({ states }) => states));
  });

  test('cannot take over where it has no such state: it says so and what to declare', async () => {
    const tried = inspection.suppose(loan, { turn: 2, version: 3, messages: [{ kind: 'recorded' }] });
    await expect(tried).rejects.toMatchObject({
      code: 'NOT_ADOPTABLE',
      message: expect.stringMatching(/Version 3 .* in lent: .*`adopt`/),
    });
    await expect(inspection.suppose(loan, { version: 9, messages: [{ kind: 'recorded' }] })).rejects.toMatchObject(
      { code: 'UNKNOWN_MACHINE_VERSION' },
    );
  });
});

describe('an actor of another version than the registered one', () => {
  let system: TestSystem;
  const opened: Inspection[] = [];
  const pure: Address = 'loan/pure';
  const mixed: Address = 'loan/mixed';
  const messages = {
    Lend: z.object({ book: z.string(), days: z.number() }),
    Return: anything,
    Extend: anything,
    Approve: anything,
  };
  const loanActor = (
    version: number,
    machine: typeof first,
    versions: Record<number, { machine: typeof first }>,
  ) =>
    defineMachineActor({
      type: 'loan',
      version,
      machine,
      versions,
      starts: ['Lend'],
      messages,
      activities: { print: { run: async () => done(undefined) } },
    });
  /** As after a deployment: version 2 takes the turns, `kept` are there to be looked into. */
  const deployed = (kept: Record<number, { machine: typeof first }>) => {
    const inspection = openInspection({
      actors: [loanActor(2, second as never, kept)],
      databaseUrl: system.database.url,
      redisUrl: system.redis.url,
      runtime: system.runtime,
    });
    opened.push(inspection);
    return inspection;
  };
  beforeAll(async () => {
    system = await startTestSystem({ actors: [loanActor(1, first, {})] });
    for (const to of [pure, mixed]) {
      await system.runtime.send({ to, type: 'Lend', payload: { book: 'Emma', days: 30 } });
      await waitUntil(async () => (await system.runtime.read(to))?.state === 'lent');
    }
    // What a turn of version 2 leaves behind, in an actor that version 1 began.
    await system.runtime.sql.query('go_on', `UPDATE actors SET state = 'out' WHERE address = $1`, [mixed]);
  });
  afterAll(async () => {
    for (const inspection of opened) await inspection.stop();
    await system.close();
  });

  test('is replayed on its own version, where that is kept', async () => {
    const inspection = deployed({ 1: { machine: first } });
    const { items, machineVersion, problem } = await inspection.turns(pure);
    expect([machineVersion, problem]).toEqual([1, null]);
    expect(items.map(({ states }) => states?.after.join())).toEqual(['printing', 'lent']);
    const ids = inspection.chart('loan', 1).transitions.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(items.at(-1)?.states?.fired ?? ['none']));
    expect(await inspection.now(pure)).toMatchObject({ machineVersion: 1, since: items.at(-1)?.at });
    expect((await inspection.exportTest(pure)).source).toContain('on version 1 of its machine');
    expect((await inspection.turns('loan/nobody')).problem).toBeNull();
  });

  test('is supposed to go on by its own version, or by another that is named', async () => {
    const inspection = deployed({ 1: { machine: first } });
    const back = { kind: 'message' as const, type: 'Return', payload: {} };
    expect(await inspection.suppose(pure, { messages: [back] })).toMatchObject({
      version: 1,
      before: ['lent'],
      steps: [{ verdict: 'accepted', states: { after: ['returned'] } }],
    });
    expect(
      await inspection.suppose(pure, { turn: 1, version: 2, messages: [{ kind: 'recorded' }] }),
    ).toMatchObject({
      version: 2,
      before: ['printing'],
      steps: [{ verdict: 'accepted', states: { after: ['out'] } }],
    });
    await expect(inspection.suppose(pure, { version: 2, messages: [back] })).rejects.toMatchObject({
      code: 'NOT_ADOPTABLE',
      message: expect.stringMatching(/Version 2 .* in lent: .*give that version such a state/),
    });
  });

  test('says which version is missing and the way out, where it is not kept', async () => {
    const inspection = deployed({});
    const way = /version 1 of its machine, and there is only 2\. Name version 1 in `versions`/;
    expect(await inspection.turns(pure)).toMatchObject({
      items: [{ states: null }, { states: null }],
      machineVersion: 2,
      problem: expect.stringMatching(way),
    });
    expect(await inspection.now(pure)).toMatchObject({ machineVersion: 1, states: ['lent'], since: null });
    const refused = { code: 'NOT_REPLAYABLE', message: expect.stringMatching(way) };
    await expect(inspection.suppose(pure, { messages: [{ kind: 'recorded' }] })).rejects.toMatchObject(refused);
    await expect(inspection.exportTest(pure)).rejects.toMatchObject(refused);
  });

  test('shows no states where turns were taken by another version than its own', async () => {
    const inspection = deployed({ 1: { machine: first } });
    expect(await inspection.turns(mixed)).toMatchObject({
      items: [{ states: null }, { states: null }],
      machineVersion: 1,
      problem: expect.stringContaining('began on version 1 of its machine and went on by version 2'),
    });
  });
});
