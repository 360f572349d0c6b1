/** How long orders wait whose process was killed: from the start of another one to the first and to the last end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readLedger, startSandbox } from '../../actors/payment/index.ts';
import { checkPlatform } from '../../platform-check.ts';
import { query } from '../compare/counters.ts';
import { figure, table } from '../compare/document.ts';
import { fillShelf } from '../order-sagas.ts';
import { type BenchServers, startServers, startSystem } from '../system.ts';
import { LOCAL, withSystem } from './stage.ts';

const VICTIM = new URL('victim.ts', import.meta.url).pathname;
/** Between two looks at the orders, and at least so many times as long as a look takes: counting 100,000 costs a core. */
const LOOK_MS = 20;
const LOOK_SHARE = 20;
const STATES = `
  SELECT count(*)::int AS placed, count(*) FILTER (WHERE status <> 'active')::int AS ended,
         (SELECT count(*) FROM outbox)::int AS envelopes
  FROM actors WHERE type = 'order'`;

interface States {
  /** Orders that have had their first turn; others wait in the outbox. */
  placed: number;
  ended: number;
  envelopes: number;
}

/** Kills a process in the middle of `orders` orders, starts another, waits for all of them, and has everything checked. */
export async function recovery(orders: number): Promise<string> {
  const servers = await startServers();
  const ledgerFile = join(servers.dataDir, 'ledger.jsonl');
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, ledgerFile });
  try {
    await withSystem(servers, LOCAL, ({ runtime }) => fillShelf(runtime));
    const left = await killInTheMiddle(servers, sandbox.url, orders);
    const began = performance.now();
    const system = await startSystem(servers, { ...LOCAL, provider: new URL(sandbox.url) });
    const startedMs = performance.now() - began;
    let firstMs: number | undefined;
    let states = left;
    let lookedMs = 0;
    while (states.ended < orders || states.envelopes > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(LOOK_MS, lookedMs * LOOK_SHARE)));
      const since = performance.now();
      states = await look(servers);
      lookedMs = performance.now() - since;
      if (states.ended > left.ended) firstMs ??= performance.now() - began;
    }
    const lastMs = performance.now() - began;
    await system.stop();
    const { checks } = await checkPlatform(servers.databaseUrl, () => readLedger(ledgerFile));
    const violations = checks.flatMap(({ name, violations: lines }) => lines.map((line) => `${name}: ${line}`));
    if (violations.length > 0) throw new Error(`after the recovery:\n${violations.slice(0, 10).join('\n')}`);
    const perSecond = ((orders - left.ended) / (lastMs - (firstMs ?? 0))) * 1_000;
    return [
      `${figure(orders)} orders accepted and their process killed with \`kill -9\`; another one starts and finishes them. ` +
        'Afterwards every invariant held.',
      table(
        [
          'unfinished when it died',
          'of them placed',
          'rows in the outbox',
          'the new process is up after',
          'first end after',
          'last end after',
          'ends/s in between',
        ],
        [
          [
            figure(orders - left.ended),
            figure(left.placed - left.ended),
            figure(left.envelopes),
            ...[startedMs, firstMs ?? 0, lastMs].map(seconds),
            figure(perSecond),
          ],
        ],
      ),
    ].join('\n\n');
  } finally {
    await sandbox.close();
    await servers.stop();
  }
}

async function killInTheMiddle(servers: BenchServers, sandboxUrl: string, orders: number): Promise<States> {
  const { databaseUrl, redisUrl, dataDir } = servers;
  const args = [...process.execArgv, VICTIM, databaseUrl, redisUrl, sandboxUrl, dataDir, String(orders)];
  const victim = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(victim.stdout, 'data'),
    once(victim, 'exit').then(([code]) => Promise.reject(new Error(`the victim ended by itself (${code})`))),
  ]);
  victim.kill('SIGKILL');
  await once(victim, 'exit');
  return look(servers);
}

async function look({ databaseUrl }: BenchServers): Promise<States> {
  const [states] = await query<States>(databaseUrl, STATES);
  return states as States;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
