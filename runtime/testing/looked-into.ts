import { startTestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { done } from '../activities/outcome.ts';
import type { Inspection } from '../inspection/api.ts';
import { openInspection } from '../inspection/inspection.ts';
import type { Address } from '../message.ts';
import type { StartedRuntime } from '../runtime.ts';
import { openLetter } from './drained.ts';
import { type Mood, moodyActor } from './moody.ts';
import { SEATS_TABLE, seatActor, ticketActor } from './toy.ts';

/** A system of tickets, seats and moody actors, and somebody who looks into it. */
export interface LookedInto {
  runtime: StartedRuntime;
  inspection: Inspection;
  /** Of the moody actors: broken, until a test repairs it. */
  mood: Mood;
  say(to: Address, type: string, payload?: Record<string, unknown>): Promise<unknown>;
  reaches(to: Address, state: string): Promise<unknown>;
  /** A moody actor whose `Break` died, with one `Add` waiting behind it. */
  parked(id: string): Promise<Address>;
  /** Another one, who remembers nothing of what was asked before. */
  afresh(): Inspection;
  close(): Promise<void>;
}

/** The quote of the seat `slow` takes until the end. A seat cannot be held for the ticket `cursed`. */
export async function startLookedInto(): Promise<LookedInto> {
  const mood: Mood = { broken: true };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const actors = [
    ticketActor({
      timeoutMs: 60_000,
      run: async ({ seat }: { seat: string }) => {
        if (seat === 'slow') await ended;
        return done(30);
      },
    }),
    seatActor({ failOn: 'cursed' }),
    moodyActor(mood),
  ];
  const system = await startTestSystem({ actors });
  const { runtime, database, redis } = system;
  await runtime.sql.query('toy_seats', SEATS_TABLE);
  const open = (redisUrl: string) => openInspection({ actors, databaseUrl: database.url, redisUrl, runtime });
  const inspection = open(redis.url);
  const say: LookedInto['say'] = (to, type, payload = {}) => runtime.send({ to, type, payload });
  return {
    runtime,
    inspection,
    mood,
    say,
    reaches: (to, state) =>
      waitUntil(async () => (await runtime.read(to))?.state === state, { message: `${to} is in ${state}` }),
    async parked(id) {
      const to: Address = `moody/${id}`;
      await say(to, 'Begin');
      await say(to, 'Add', { what: 'one' });
      await say(to, 'Break', { what: 'two' });
      await openLetter(runtime, to);
      await say(to, 'Add', { what: 'three' });
      await waitUntil(async () => (await inspection.now(to))?.waiting[0]?.place === 'parked');
      return to;
    },
    afresh: () => open(''),
    async close() {
      end();
      await inspection.stop();
      await system.close();
    },
  };
}
