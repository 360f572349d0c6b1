import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import pino from 'pino';
import type { Message } from '../message.ts';
import { LeasesLost } from '../shards/fence.ts';
import { ClaimRefused } from '../store/claim-all.ts';
import type { Connection } from '../store/connection.ts';
import { ActorCodeFailed } from './actor-code.ts';
import type { Batch } from './batch.ts';
import { ActorCache } from './cache.ts';
import type { Delivery } from './delivery.ts';
import { FailedBatches } from './failed-batches.ts';
import { Gathered } from './gathered.ts';
import type { Rider } from './rider.ts';

const ROW = { id: 'e', queue: 'ticket', messages: [] };
const POISON = Object.assign(new Error('a value is too long'), { code: '22001' });

let gathered: Gathered;
let failed: FailedBatches;
let told: [string, unknown][];
let lost: unknown[];
let uncertain: unknown[];
beforeEach(() => {
  gathered = new Gathered();
  told = [];
  lost = [];
  uncertain = [];
  failed = new FailedBatches(gathered, new ActorCache(10), {
    log: pino({ level: 'silent' }),
    lost: (leases) => void lost.push(...leases),
    uncertain: (envelopes) => void uncertain.push(...envelopes),
  });
});

function delivery(to: Message['to'], origin: Delivery['origin'] = 'carried'): Delivery {
  const message: Message = { id: 'm', to, type: 'Note', payload: {}, correlationId: 'c', sentAt: 0 };
  return { message, origin, settled: () => undefined, failed: (error) => void told.push([to, error]) };
}

function rider(origin: Rider['origin'] = 'carried'): Rider {
  return { origin, committed: () => undefined, failed: (error) => void told.push(['rider', error]) };
}

/** A batch under way, with its deliveries taken out of their mailboxes. */
function batchOf(deliveries: Delivery[], riders: Rider[] = [], how: Partial<Batch> = {}): Batch {
  for (const each of deliveries) gathered.mailboxes.put(each);
  gathered.mailboxes.take(deliveries.length);
  const nothingYet = { moved: [], released: [], grouping: { envelopes: [ROW], replies: [] } };
  return { careful: false, chained: false, committing: false, ...nothingYet, ...how, deliveries, riders } as never;
}

async function fail(batch: Batch, error: unknown, { dead = false } = {}): Promise<Delivery[]> {
  const connection = { dead, command: async () => undefined, close: async () => undefined };
  await failed.recover(batch, connection as unknown as Connection, error);
  return gathered.mailboxes.take(10);
}

const codes = () => told.map(([who, error]) => [who, (error as { code?: string }).code]);

describe('a batch that failed for what is in it', () => {
  test('runs again carefully first, and nobody is blamed', async () => {
    const one = delivery('ticket/1');
    expect(await fail(batchOf([one], [rider()]), POISON)).toEqual([one]);
    expect([one.careful, one.unchained, one.alone, told]).toEqual([true, undefined, undefined, []]);
    expect(gathered.takeRiders(10)).toHaveLength(1);
  });

  test('runs again unchained where it was careful and chained', async () => {
    const one = delivery('ticket/1');
    await fail(batchOf([one], [], { careful: true, chained: true }), POISON);
    expect([one.unchained, told]).toEqual([true, []]);
  });

  test('is then taken apart, each of it alone', async () => {
    const both = [delivery('ticket/1'), delivery('ticket/2')];
    const shared = rider();
    await fail(batchOf(both, [shared], { careful: true }), POISON);
    expect([...both, shared].map(({ alone }) => alone)).toEqual([true, true, true]);
    expect(gathered.takeLonelyRider()).toBe(shared);
  });

  test('ends with the one that is alone, which is told', async () => {
    expect(await fail(batchOf([delivery('ticket/1')], [], { careful: true }), POISON)).toEqual([]);
    expect(told).toEqual([['ticket/1', POISON]]);
  });

  test('blames the one message of the actor type whose code failed, with what that code said', async () => {
    const innocent = delivery('ticket/1');
    const broken = new Error('no such seat');
    const batch = batchOf([innocent, delivery('seat/1')], [rider()], { careful: true });
    expect(await fail(batch, new ActorCodeFailed('seat', broken))).toEqual([innocent]);
    expect([told, innocent.alone]).toEqual([[['seat/1', broken]], undefined]);
    expect(gathered.takeLonelyRider()).toBeUndefined();
  });
});

describe('a batch that failed for what others did', () => {
  afterEach(() => void jest.restoreAllMocks());

  test('makes those after it careful for a second, when a claim was refused', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(5_000);
    const before = failed.careful;
    const one = delivery('ticket/1');
    expect(await fail(batchOf([one]), new ClaimRefused('it repeats'))).toEqual([one]);
    expect([before, failed.careful, one.careful]).toEqual([false, true, true]);
    clock.mockReturnValue(6_000);
    expect(failed.careful).toBe(false);
  });

  test('runs again as it was, when its shards were lost', async () => {
    const one = delivery('ticket/1');
    const lease = { shard: 1, fence: 2 } as never;
    expect(await fail(batchOf([one], [rider()]), new LeasesLost([lease]))).toEqual([one]);
    expect([lost, one.careful, told, gathered.takeRiders(10).length]).toEqual([[lease], undefined, [], 1]);
  });

  test('counts collisions: after some a delivery runs alone, after many it is given up', async () => {
    const one = delivery('ticket/1');
    gathered.mailboxes.put(one);
    for (let times = 1; times <= 51; times += 1) {
      expect([gathered.mailboxes.take(1), Boolean(one.alone)]).toEqual([[one], times > 6]);
      failed.collided([one]);
    }
    expect([gathered.isEmpty, codes()]).toEqual([true, [['ticket/1', 'KEEPS_COLLIDING']]]);
  });
});

describe('a batch whose database went away', () => {
  test('goes back as far as it is carried; callers under way and waiting are told that it is away', async () => {
    const carried = delivery('ticket/1');
    const batch = batchOf([carried, delivery('ticket/2', 'caller')], [rider(), rider('caller')]);
    gathered.mailboxes.put(delivery('ticket/3', 'caller'));
    expect(await fail(batch, new Error('gone'), { dead: true })).toEqual([carried]);
    expect(codes()).toEqual(['ticket/2', 'rider', 'ticket/3'].map((who) => [who, 'DATABASE_UNAVAILABLE']));
    expect([uncertain, gathered.takeRiders(10).length]).toEqual([[ROW], 1]);
  });

  test('during its commit leaves its callers not knowing', async () => {
    const batch = batchOf([delivery('ticket/2', 'caller')], [], { committing: true });
    await fail(batch, new Error('gone'), { dead: true });
    expect(codes()).toEqual([['ticket/2', 'COMMIT_UNCERTAIN']]);
  });
});
