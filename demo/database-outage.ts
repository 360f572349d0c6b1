import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runningPostmaster } from '../embedded/postgres-files.ts';
import { orderBody } from './order-body.ts';
import { completedSignal, submitSignal } from './signals.ts';
import type { FoundSystem } from './system.ts';
import { seconds, type Teller, until } from './tell.ts';

const BEFORE_MS = 2_000;
const OUTAGE_MS = 5_000;
const PAUSE_MS = 25;

/** Places orders without end, each under a key of its own; what was not accepted is asked for again under the same key. */
class Customers {
  readonly accepted = new Set<string>();
  readonly answers = new Map<string, number>();
  private readonly system: FoundSystem;
  private readonly refused: string[] = [];
  private running = true;

  constructor(system: FoundSystem) {
    this.system = system;
  }

  async order(): Promise<void> {
    while (this.running) {
      await this.place(this.refused.shift() ?? randomUUID());
      await delay(PAUSE_MS);
    }
  }

  /** No new ones; those that were refused are repeated until they are accepted. */
  async finish(): Promise<void> {
    this.running = false;
    for (let key = this.refused.shift(); key; key = this.refused.shift()) {
      await this.place(key);
      if (this.refused.length > 0) await delay(PAUSE_MS);
    }
  }

  takeAnswers(): string {
    const text = [...this.answers].map(([what, count]) => `${count} × ${what}`).join(', ');
    this.answers.clear();
    return text || 'no answers';
  }

  private async place(key: string): Promise<void> {
    try {
      const answer = await this.system.call<{ orderId: string }>('POST', '/api/orders', orderBody(), {
        'idempotency-key': key,
      });
      this.count(String(answer.status));
      if (answer.status < 300) this.accepted.add(answer.body.orderId);
      else this.refused.push(key);
    } catch {
      this.count('no answer');
      this.refused.push(key);
    }
  }

  private count(what: string): void {
    this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
  }
}

/** PostgreSQL is killed, and killed again as often as it comes back, for five seconds. Customers go on ordering. */
export async function databaseOutage(system: FoundSystem, tell: Teller): Promise<void> {
  const folder = join(resolve(system.config.dataDir), 'postgres');
  if (system.config.databaseUrl || !runningPostmaster(folder)) {
    throw new Error(
      'This drill kills the embedded PostgreSQL of DATA_DIR, and this system uses another one. Stop and start that one ' +
        'yourself (docker compose kill postgres; docker compose start postgres), then: npm run verify',
    );
  }
  tell.say(
    `What to watch: GET ${system.url}/health/ready, and the answers to orders: 202, then 503, then 202 again`,
  );

  tell.chapter('Customers order');
  const customers = new Customers(system);
  const ordering = Array.from({ length: 4 }, () => customers.order());
  const signalId = await submitSignal(system, 10);
  await delay(BEFORE_MS);
  tell.say(`${customers.takeAnswers()}; and a signal is under way`);

  tell.chapter(`PostgreSQL is killed with SIGKILL, for ${seconds(OUTAGE_MS)}`);
  let kills = 0;
  let unready = 0;
  const started = Date.now();
  let lastTold = started;
  while (Date.now() - started < OUTAGE_MS) {
    const pid = runningPostmaster(folder)?.pid;
    if (pid) {
      kill(pid);
      kills += 1;
    }
    if ((await statusOf(system)) !== 200) unready += 1;
    if (Date.now() - lastTold >= 1_000) {
      tell.say(`after ${seconds(Date.now() - started)}: ${customers.takeAnswers()}`);
      lastTold = Date.now();
    }
    await delay(50);
  }
  tell.say(`killed ${kills} times`);
  tell.check('the system said that it is not ready', unready > 0);

  tell.chapter('PostgreSQL may come back');
  const back = Date.now();
  const ready = await until(async () => (await statusOf(system)) === 200, 60_000);
  tell.check(`the system is ready again after ${seconds(Date.now() - back)}`, ready === true);
  await Promise.all([...ordering.map((each) => Promise.race([each, delay(1_000)]))]);
  await customers.finish();
  await Promise.all(ordering);
  tell.say(`${customers.takeAnswers()}: what was refused was asked for again under the same Idempotency-Key`);
  const ended = await until(async () => (await unfinished(system, customers.accepted)).length === 0, 60_000);
  const left = ended ? [] : await unfinished(system, customers.accepted);
  tell.check(
    `all ${customers.accepted.size} accepted orders have come to an end`,
    left.length === 0,
    left.slice(0, 5),
  );
  const signal = await completedSignal(system, signalId);
  tell.check(
    `the signal of before is completed${signal.partial ? `, without ${signal.missing.join(', ')}` : ''}`,
    true,
  );
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

async function statusOf({ url }: FoundSystem): Promise<number> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status,
    () => 0,
  );
}

async function unfinished({ call }: FoundSystem, orderIds: ReadonlySet<string>): Promise<string[]> {
  const left: string[] = [];
  for (const orderId of orderIds) {
    const { body } = await call<{ status: string }>('GET', `/api/orders/${orderId}`);
    if (body.status !== 'confirmed' && body.status !== 'cancelled') left.push(orderId);
  }
  return left;
}
