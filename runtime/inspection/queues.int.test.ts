import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { done } from '../activities/outcome.ts';
import type { Activity } from '../definition.ts';
import type { StartedRuntime } from '../runtime.ts';
import { LEDGER_TABLE, ledger, writeEvents } from '../testing/ledger.ts';
import { SEATS_TABLE, seatActor, ticketActor } from '../testing/toy.ts';
import type { Inspection } from './api.ts';
import { openInspection } from './inspection.ts';

describe('the circuit breakers of all processes', () => {
  let isDown = true;
  const quote: Activity = {
    attempts: 1,
    breaker: { failures: 1, openMs: 50 },
    run: async () => {
      if (isDown) throw new Error('down');
      return done(30);
    },
  };
  const actors = [ticketActor(quote), seatActor()];
  let system: TestSystem;
  let worker: StartedRuntime;
  let inspection: Inspection;

  beforeAll(async () => {
    system = await startTestSystem({
      actors,
      roles: { worker: false, relay: false, timer: false, projection: false },
    });
    await system.runtime.sql.query('seats', SEATS_TABLE);
    worker = await system.another({ roles: { worker: true, relay: false, timer: false, projection: false } });
    inspection = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: system.redis.url,
      runtime: system.runtime,
    });
  });
  afterAll(async () => {
    await inspection?.stop();
    await system?.close();
  });

  const breakers = async () =>
    (await inspection.queues()).processes.map((process) => [process.here, process.breakers] as const);
  const ask = (id: string) =>
    system.runtime.execute({ to: `ticket/${id}`, type: 'Ask', payload: { seat: id }, correlationId: id });
  const shown = (state: string) =>
    waitUntil(async () => (await breakers()).some(([, all]) => all.some((each) => each.state === state)), {
      message: `a breaker is ${state}`,
    });

  it('are told by each process that works their actor types, and by no other', async () => {
    expect(await breakers()).toEqual([
      [true, []],
      [false, [{ activity: 'ticket/quote', state: 'closed' }]],
    ]);
    expect((await inspection.queues()).breakers).toEqual([]);
    expect([system.runtime.breakers(), worker.breakers()]).toEqual([{}, { 'ticket/quote': 'closed' }]);
  });

  it('are shown by every process as they open and close in another', async () => {
    await ask('a');
    await shown('open');
    isDown = false;
    let asked = 0;
    const isClosed = async () => {
      asked += 1;
      await ask(`b${asked}`);
      return worker.breakers()['ticket/quote'] === 'closed';
    };
    await waitUntil(isClosed, { intervalMs: 60, message: 'a call goes through' });
    await shown('closed');
  });
});

describe('a consumer that has never come to an event', () => {
  let system: TestSystem;
  let inspection: Inspection;
  let holder: pg.Client;

  beforeAll(async () => {
    const actors = [seatActor()];
    system = await startTestSystem({ actors, projections: [ledger()] });
    await system.runtime.sql.query('ledger', LEDGER_TABLE);
    inspection = openInspection({
      actors,
      databaseUrl: system.database.url,
      redisUrl: system.redis.url,
      runtime: system.runtime,
    });
    holder = new pg.Client({ connectionString: system.database.url });
    await holder.connect();
  });
  afterAll(async () => {
    await holder?.end();
    await inspection?.stop();
    await system?.close();
  });

  const behind = async () =>
    (await inspection.queues()).consumers.map((consumer) => [consumer.name, consumer.behind]);

  it('is told as behind while a transaction left open holds the events back, and as up to date after it', async () => {
    await holder.query('BEGIN');
    await holder.query('SELECT pg_current_xact_id()');
    await writeEvents(system.database.url, 1, 3);
    expect(await behind()).toEqual([['toy-ledger', 3]]);
    await holder.query('ROLLBACK');
    await waitUntil(async () => (await behind())[0]?.[1] === 0, { message: 'the consumer has caught up' });
  });
});
