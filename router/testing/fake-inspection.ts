import { orderActor } from '../../actors/order/index.ts';
import type { Address, Inspection, StuckActor } from '../../runtime/index.ts';
import { openInspection } from '../../runtime/inspection/inspection.ts';
import type { FakeRuntime } from './fake-runtime.ts';

/** What a test says is stuck. */
export interface FakeInspection extends Inspection {
  stuckActors: StuckActor[];
}

const noDatabase = () => Promise.reject(new Error('a fake has no database'));

/** Opened once: to draw the charts takes longer than most tests. */
const real = openInspection({
  actors: [orderActor()],
  databaseUrl: '',
  redisUrl: '',
  runtime: {
    processId: 'fake',
    sql: { query: noDatabase },
    queues: [],
    deadLetters: { get: noDatabase, list: noDatabase },
  },
});

/**
 * The charts of the real order machine; the rest says that there is nothing. What is read from a database is tested where
 * it is read, on a real one.
 */
export function fakeInspection(runtime: FakeRuntime): FakeInspection {
  const nothing = async () => [];
  const inspection: FakeInspection = {
    ...real,
    stuckActors: [],
    stuck: async () => inspection.stuckActors,
    deadLetterGroups: nothing,
    audit: nothing,
    find: async (prefix, limit) =>
      [...runtime.actors.values()]
        .filter(({ id }) => id.startsWith(prefix))
        .slice(0, limit)
        .map(({ type, id, state }) => ({ type, id, state, standing: 'pending' as const })),
  };
  return inspection;
}

export function stuckActor(actor: Address, cause: string): StuckActor {
  return {
    actor,
    state: 'reservingStock',
    since: '2026-11-21T09:37:00.000Z',
    rule: 'dead-letter',
    cause,
    deadLetterId: '7',
    fix: { action: 'redrive', label: 'Fix and redrive', deadLetterId: '7' },
  };
}
