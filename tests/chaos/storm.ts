/**
 * Orders under fire: the whole system is killed at random moments and started again, workers die or stand still, Redis loses
 * everything twice, and in the end every accepted order must have ended and every invariant must hold.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { doorAt, type OrderAnswer } from '../setup/door.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { Crowd } from './crowd.ts';
import { wishes } from './orders.ts';
import { Random } from './random.ts';
import { Target } from './target.ts';

export interface StormOptions {
  orders: number;
  kills: number;
  flushes: number;
  delivery: 'queue' | 'local';
  /** Processes that work. With several, some are killed alone, and some stand still for longer than their leases last. */
  workers: number;
  shards: number;
  seed: number;
  /** Told what happens, a line at a time. */
  tell(line: string): void;
}

export interface Verdict {
  accepted: number;
  confirmed: number;
  cancelled: number;
  /** How many orders were cancelled for which reason. */
  reasons: Record<string, number>;
  calledOff: number;
  repeated: number;
  starts: number;
  /** Accepted orders that are not there or have not ended. */
  lost: string[];
  /** Answers that no client may get. */
  wrong: string[];
  violations: string[];
  leftBehind: boolean;
}

const SETTINGS = {
  PAYMENT_TIMEOUT_MS: '1500',
  PAYMENT_SLOW_MS: '300',
  STEP_TIMEOUT_MS: '15000',
};
/** All of the crowd together orders about so often a second. */
const ORDERS_PER_SECOND = 120;
const CROWD = 24;
/** A payment whose provider was away for long is looked up again after up to five minutes. */
const SETTLE_MS = 400_000;

type Blow = { at: number; kind: 'kill' | 'kill while stopping' | 'flush' | 'kill a worker' | 'pause' };
/** Leases last 2,500 ms after the last heartbeat. */
const PAUSE_MS = { least: 500, most: 7_000 };

export async function storm(options: StormOptions): Promise<Verdict> {
  const { orders, delivery, workers, shards, seed, tell } = options;
  const random = new Random(seed);
  const settings = { ...SETTINGS, DELIVERY: delivery, SHARDS: String(shards) };
  const target = await Target.create(settings, workers);
  try {
    tell(
      `seed ${seed}: ${orders} orders, ${options.kills} kills, ${options.flushes} FLUSHALL, delivery ${delivery}, ${workers} workers, ${shards} shards`,
    );
    tell(`started in ${await target.start()} ms`);
    const crowd = new Crowd(doorAt(target.url), (CROWD * 1_000) / ORDERS_PER_SECOND);
    const ordering = crowd.order(wishes(random, orders));
    for (const blow of blows(random, options)) {
      await waitUntil(() => crowd.accepted.size >= blow.at, {
        timeoutMs: SETTLE_MS,
        message: `${blow.at} orders are accepted`,
      });
      await pause(random.between(0, 120));
      tell(`${crowd.accepted.size} accepted: ${await strike(target, blow, random, workers)}`);
    }
    await ordering;
    tell(`all ${crowd.accepted.size} accepted, ${crowd.repeated} requests repeated; waiting for the last to end`);
    return await judge(target, crowd);
  } finally {
    await target.close();
  }
}

/** When what happens, by the number of orders accepted until then. Some of it comes after the last order. */
function blows(random: Random, { orders, kills, flushes, workers }: StormOptions): Blow[] {
  const kinds: Blow['kind'][] = [
    ...Array.from({ length: kills }, () => {
      if (workers > 1 && random.chance(0.7)) return random.chance(0.5) ? 'kill a worker' : 'pause';
      return random.chance(0.2) ? 'kill while stopping' : 'kill';
    }),
    ...Array.from({ length: flushes }, () => 'flush' as const),
  ];
  const drawn = kinds.map((kind) => ({ kind, at: Math.min(orders, random.between(1, Math.ceil(orders * 1.05))) }));
  return drawn.sort((a, b) => a.at - b.at);
}

async function strike(target: Target, { kind }: Blow, random: Random, workers: number): Promise<string> {
  if (kind === 'flush') {
    await target.flushRedis();
    return 'FLUSHALL';
  }
  if (kind === 'kill a worker') {
    await target.replaceWorker(random.between(0, workers - 1));
    return kind;
  }
  if (kind === 'pause') {
    const ms = random.between(PAUSE_MS.least, PAUSE_MS.most);
    await target.pause(random.between(0, workers), ms);
    return `one stood still for ${ms} ms`;
  }
  if (kind === 'kill') await target.kill();
  else await target.killWhileStopping(random.between(0, 800));
  return `${kind}; started again in ${await target.start()} ms`;
}

async function judge(target: Target, crowd: Crowd): Promise<Verdict> {
  const databaseUrl = await target.databaseUrl();
  const settled = await atRest(databaseUrl, SETTLE_MS).then(
    () => [],
    (error: Error) => [error.message],
  );
  const call = doorAt(target.url);
  const count = { confirmed: 0, cancelled: 0 };
  const reasons: Record<string, number> = {};
  const lost: string[] = [];
  for (const [key, orderId] of crowd.accepted) {
    const { status, body } = await call<OrderAnswer>('GET', `/api/orders/${orderId}`);
    if (body.reason) reasons[body.reason] = (reasons[body.reason] ?? 0) + 1;
    if (status === 200 && body.status !== 'pending') count[body.status] += 1;
    else lost.push(`${key}: ${orderId} is ${status === 200 ? `in ${body.step}` : `answered with ${status}`}`);
  }
  const [{ total }] = (await ask(
    databaseUrl,
    `SELECT count(*)::int AS total FROM actors WHERE type = 'order'`,
  )) as [{ total: number }];
  if (total !== crowd.accepted.size) lost.push(`${crowd.accepted.size} orders were accepted, there are ${total}`);
  const found = [...settled, ...(await violations(databaseUrl, target.ledgerFile))];
  const { leftBehind } = await target.close();
  const { calledOff, repeated, wrong } = crowd;
  return {
    accepted: crowd.accepted.size,
    ...count,
    reasons,
    calledOff,
    repeated,
    starts: target.starts,
    lost,
    wrong,
    violations: found,
    leftBehind,
  };
}
