import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../payment/index.ts';
import { ledgerInvariants } from '../payment/index.ts';
import { type ActorDatabase, openActorDatabase } from '../testing/database.ts';
import { orderInvariants } from './index.ts';

let database: ActorDatabase;
beforeAll(async () => {
  database = await openActorDatabase();
});
afterAll(() => database.drop());

const run = (text: string) => database.transaction((sql) => sql.query(String(hash('md5', text)), text));

/** A confirmed order o1 and a cancelled one o2, both as they should be. */
beforeEach(async () => {
  await run('TRUNCATE actors, events, outbox, payments, reservations, shipments');
  await run(`INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot) VALUES
    ('order/o1', 'order', 1, 4, 'done', 'confirmed', 5, '{"context":{"totalMinor":500,"reason":null}}'),
    ('order/o2', 'order', 1, 4, 'done', 'cancelled', 6, '{"context":{"totalMinor":700,"reason":"shipment_refused"}}')`);
  await run(`INSERT INTO payments (order_id, status, amount_minor, currency, charge_id, refunded_minor) VALUES
    ('o1', 'charged', 500, 'EUR', 'ch_1', 0), ('o2', 'refunded', 700, 'EUR', 'ch_2', 700)`);
  await run(
    `INSERT INTO reservations (order_id, status, items) VALUES ('o1', 'committed', '[]'), ('o2', 'released', '[]')`,
  );
  await run(`INSERT INTO shipments (order_id, status) VALUES ('o1', 'prepared'), ('o2', 'refused')`);
  await run(`INSERT INTO events (actor, version, type, payload, message_id, correlation_id) VALUES
    ('order/o1', 1, 'OrderPlaced', '{}', 'm', 'c'), ('order/o1', 2, 'StockReserved', '{}', 'm', 'c'),
    ('order/o1', 3, 'PaymentCharged', '{}', 'm', 'c'), ('order/o1', 4, 'ShipmentPrepared', '{}', 'm', 'c'),
    ('order/o1', 5, 'OrderConfirmed', '{}', 'm', 'c'),
    ('order/o2', 1, 'OrderPlaced', '{}', 'm', 'c'), ('order/o2', 2, 'StockReserved', '{}', 'm', 'c'),
    ('order/o2', 3, 'PaymentCharged', '{}', 'm', 'c'), ('order/o2', 4, 'ShipmentRefused', '{}', 'm', 'c'),
    ('order/o2', 5, 'PaymentRefunded', '{}', 'm', 'c'),
    ('order/o2', 6, 'OrderCancelled', '{"reason":"shipment_refused"}', 'm', 'c')`);
});

async function violations(invariants = orderInvariants): Promise<string[]> {
  const found: string[] = [];
  for (const { check } of invariants) found.push(...(await database.transaction(check)));
  return found;
}

describe('the checker', () => {
  it('finds nothing where everything is as it should be', async () => {
    expect(await violations()).toEqual([]);
  });

  it.each([
    [
      'a confirmed order without a payment',
      "DELETE FROM payments WHERE order_id = 'o1'",
      'order/o1 is confirmed over 500; payment none',
    ],
    [
      'a confirmed order over another amount',
      "UPDATE payments SET amount_minor = 400 WHERE order_id = 'o1'",
      '400 charged',
    ],
    [
      'a confirmed order that was refunded',
      "UPDATE payments SET refunded_minor = 1 WHERE order_id = 'o1'",
      '1 refunded',
    ],
    ['a confirmed order without a parcel', "DELETE FROM shipments WHERE order_id = 'o1'", 'shipment none'],
    [
      'a confirmed order without its goods',
      "UPDATE reservations SET status = 'released' WHERE order_id = 'o1'",
      'released',
    ],
    [
      'a confirmed order whose goods stay',
      "UPDATE reservations SET status = 'reserved' WHERE order_id = 'o1'",
      'reserved',
    ],
    [
      'a cancelled order with stock',
      "UPDATE reservations SET status = 'reserved' WHERE order_id = 'o2'",
      'reservation reserved',
    ],
    [
      'a cancelled order with money',
      "UPDATE payments SET refunded_minor = 699 WHERE order_id = 'o2'",
      '700 charged, 699 refunded',
    ],
    [
      'a cancelled order with a parcel',
      "UPDATE shipments SET status = 'prepared' WHERE order_id = 'o2'",
      'shipment prepared',
    ],
    [
      'a missing event',
      "DELETE FROM events WHERE actor = 'order/o1' AND version = 3",
      'counts 5 events; stored are the versions 1, 2, 4, 5',
    ],
    [
      'a state its events do not lead to',
      "UPDATE actors SET state = 'releasingStock' WHERE address = 'order/o2'",
      'its events lead to cancelled',
    ],
  ])('names %s', async (_, damage, sentence) => {
    await run(damage);
    expect(await violations()).toEqual([expect.stringContaining(sentence)]);
  });

  it('waits for the goods of a confirmed order while the command is under way', async () => {
    await run("UPDATE reservations SET status = 'reserved' WHERE order_id = 'o1'");
    await run(`INSERT INTO outbox (id, queue, owner, epoch, messages)
               VALUES ('x', 'inventory', 'p', 'e', '[{"to":"inventory/o1","type":"CommitStock"}]')`);
    expect(await violations()).toEqual([]);
  });
});

describe('the checker, with the ledger of the provider', () => {
  const entry = (kind: 'capture' | 'refund', reference: string, amountMinor: number): LedgerEntry => {
    const common = { sequence: 1, key: 'k', id: 'id', at: '', reference, amountMinor };
    return kind === 'capture' ? { kind, ...common, authorizationId: 'a' } : { kind, ...common, chargeId: 'c' };
  };
  const sound = [entry('capture', 'o1', 500), entry('capture', 'o2', 700), entry('refund', 'o2', 700)];

  it('finds nothing where the money is where it should be', async () => {
    expect(await violations(ledgerInvariants({ before: sound, after: sound }))).toEqual([]);
  });

  it.each([
    ['a payment of no order', [...sound, entry('capture', 'o3', 1)], 'o3'],
    ['an order charged twice', [...sound, entry('capture', 'o1', 500)], 'order/o1'],
    ['an order never charged', sound.slice(1), 'order/o1'],
    ['a confirmed order refunded', [...sound, entry('refund', 'o1', 500)], 'order/o1'],
    ['a cancelled order that is short by a cent', [...sound.slice(0, 2), entry('refund', 'o2', 699)], 'order/o2'],
  ])('names %s', async (_, entries, name) => {
    expect(await violations(ledgerInvariants({ before: entries, after: entries }))).toEqual([
      expect.stringContaining(name),
    ]);
  });
});
