import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../runtime/index.ts';
import { type ActorDatabase, openActorDatabase } from '../testing/database.ts';
import { analyticsInvariants, analyticsView, readDurations, readHalfHours, readRange } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());
const run = (name: string, text: string, values?: unknown[]) =>
  database.transaction((sql) => sql.query(name, text, values));

const INSERT = `
  INSERT INTO events (actor, version, type, payload, message_id, correlation_id, at) VALUES ($1, $2, $3, $4, 'm', 'c', $5)`;

/** Stores an order's first event and its end, so many microseconds later, as the events a projection gets. */
async function given(
  orderId: string,
  end: string,
  payload: object,
  lastedUs: number,
  actor = 'order',
): Promise<StoredEvent[]> {
  const at = '2026-05-01T12:14:59.900000Z';
  const address = `${actor}/${orderId}` as const;
  const placed = { customerId: 'c', totalMinor: 1_999, currency: 'EUR' };
  await run('placed', INSERT, [address, 1, 'OrderPlaced', placed, at]);
  const ended = `${INSERT.replace('$5)', `$5::timestamptz + ${lastedUs} * interval '1 microsecond')`)}`;
  await run(`ended-${lastedUs}`, ended, [address, 2, end, payload, at]);
  return [1, 2].map((version) => ({
    id: `1-${version}`,
    actor: address,
    version,
    type: version === 1 ? 'OrderPlaced' : end,
    payload: {},
    messageId: 'm',
    correlationId: 'c',
    at: new Date(0),
  }));
}

const apply = (events: readonly StoredEvent[]) => database.transaction((sql) => analyticsView.apply(events, sql));
const told = () =>
  database.transaction((sql) => readRange(sql, { from: '2026-05-01', to: '2026-05-01', timezone: 'UTC' }));
const checkpoint = "INSERT INTO checkpoints (name, tx, pos) VALUES ('analytics', '18446744073709551615', 1)";
const violations = () => database.transaction((sql) => analyticsInvariants[0]!.check(sql));

describe('the figures', () => {
  beforeEach(() => run('empty', 'TRUNCATE events, analytics_slots, checkpoints'));

  it('add up over batches, with money in decimals and durations between the stored times', async () => {
    const first = await given('a', 'OrderConfirmed', { totalMinor: 1_999, currency: 'EUR' }, 250_400);
    const second = await given(
      'b',
      'OrderCancelled',
      { totalMinor: 1_999, currency: 'EUR', reason: 'out_of_stock' },
      1_000_000,
    );
    await apply([first[0]!, second[0]!]);
    await apply([first[1]!]);
    await apply([second[1]!]);
    const { orders, revenue, sagaDurations } = await told();
    expect(orders).toEqual({ placed: 2, confirmed: 1, cancelled: 1, cancelledByReason: { out_of_stock: 1 } });
    expect(revenue).toEqual({ EUR: 19.99 });
    expect([sagaDurations.confirmed.meanMs, sagaDurations.cancelled.meanMs, sagaDurations.all.count]).toEqual([
      250, 1_000, 2,
    ]);
    await run('checkpoint', checkpoint);
    expect(await violations()).toEqual([]);
  });

  it('tell the course of a day in its time zone, and how long sagas took', async () => {
    await apply(await given('a', 'OrderConfirmed', { totalMinor: 5, currency: 'EUR' }, 200_000));
    await apply(await given('b', 'OrderCancelled', { reason: 'out_of_stock' }, 1_800_000_000));
    const course = (timezone: string) =>
      database.transaction((sql) => readHalfHours(sql, { date: '2026-05-01', timezone }));
    expect(await course('UTC')).toEqual([
      { at: new Date('2026-05-01T12:00:00Z'), placed: 2, confirmed: 1, cancelled: 0 },
      { at: new Date('2026-05-01T12:30:00Z'), placed: 0, confirmed: 0, cancelled: 1 },
    ]);
    // Its half hours begin at a quarter past.
    expect((await course('Asia/Kathmandu')).map(({ at }) => at.toISOString())).toEqual([
      '2026-05-01T11:45:00.000Z',
      '2026-05-01T12:15:00.000Z',
    ]);
    const days = { from: '2026-05-01', to: '2026-05-01', timezone: 'UTC' };
    const durations = await database.transaction((sql) => readDurations(sql, days));
    expect(durations.map(({ fromMs, toMs, count }) => [fromMs <= 200 && 200 < toMs, count])).toEqual([
      [true, 1],
      [false, 1],
    ]);
  });

  it('count orders only, and take an event that says little', async () => {
    await apply([
      ...(await given('a', 'OrderConfirmed', { totalMinor: 5, currency: 'EUR' }, 1, 'notification')),
      ...(await given('b', 'OrderCancelled', {}, 1)),
    ]);
    expect((await told()).orders).toEqual({ placed: 1, confirmed: 0, cancelled: 1, cancelledByReason: { '': 1 } });
    await run('checkpoint', checkpoint);
    expect(await violations()).toEqual([]);
  });

  it('are named by the checker where the events give others', async () => {
    await apply(await given('a', 'OrderConfirmed', { totalMinor: 5, currency: 'EUR' }, 1_000));
    await run('checkpoint', checkpoint);
    await run('damage', "UPDATE analytics_slots SET count = 2 WHERE metric = 'confirmed'");
    await run('loss', "DELETE FROM analytics_slots WHERE metric = 'placed'");
    expect((await violations()).sort()).toEqual([
      '2026-05-01 confirmed EUR: told 2 (5), the events give 1 (5)',
      '2026-05-01 placed EUR: told 0 (0), the events give 1 (1999)',
    ]);
  });

  it('refuse a time zone that PostgreSQL does not know', async () => {
    const asked = database.transaction((sql) =>
      readRange(sql, { from: '2026-05-01', to: '2026-05-01', timezone: 'Mars/Olympus' }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'UNKNOWN_TIME_ZONE' });
  });
});
