import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRunning } from '../../embedded/index.ts';
import { ledgerFile } from '../../system.ts';
import { doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { ask, atRest, violations } from '../setup/sound.ts';

describe('npm run verify', () => {
  let dataDir: string;
  let system: Started;
  let confirmed: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-verify-'));
    system = startProcess('main.ts', [], { PORT: '0', DATA_DIR: dataDir });
    const call = doorAt(await system.ready);
    const place = async (body: object) =>
      (await call<OrderAnswer>('POST', '/api/orders', body, { prefer: 'wait=30' })).body;
    confirmed = (await place(orderBody())).orderId;
    await place(orderBody({ shipTo: { country: 'AQ' } }));
    await place(orderBody({ paymentMethod: 'pm_declined' }));
    await atRest(await databaseUrl());
  });
  afterAll(async () => {
    await endProcesses();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const databaseUrl = async () => (await findRunning(dataDir)).databaseUrl ?? '';
  async function verify(settings: Record<string, string> = { DATA_DIR: dataDir }) {
    const run = startProcess('verify.ts', [], settings);
    const { code } = await run.gone;
    return { code, lines: run.output().split('\n') };
  }

  it('is clean on a running system', async () => {
    const { code, lines } = await verify();
    expect(lines.join('\n')).toMatch(
      /^3 orders \(0 open\), \d+ turns, \d+ events, 0 dead letters\nclean: \d+ invariants hold$/,
    );
    expect(code).toBe(0);
  });

  it('names what was tampered with, a line each, and ends with 1', async () => {
    const url = await databaseUrl();
    await ask(url, `UPDATE reservations SET status = 'released' WHERE order_id = $1`, [confirmed]);
    const { code, lines } = await verify();
    await ask(url, `UPDATE reservations SET status = 'committed' WHERE order_id = $1`, [confirmed]);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('VIOLATION'))).toEqual([
      expect.stringContaining('counts reserved 0, shipped 1; its reservations hold 0 and 0'),
      expect.stringContaining(`order/${confirmed} is confirmed, its reservation is released`),
    ]);
    expect(lines.at(-1)).toBe('2 violations');
  });

  it.each([
    [
      'a payment',
      'UPDATE payments SET amount_minor = 1 WHERE order_id = $1',
      'UPDATE payments SET amount_minor = 99999 WHERE order_id = $1',
    ],
    [
      'a shipment',
      `UPDATE shipments SET status = 'cancelled' WHERE order_id = $1`,
      `UPDATE shipments SET status = 'prepared' WHERE order_id = $1`,
    ],
    [
      'a view',
      `UPDATE order_views SET status = 'pending' WHERE order_id = $1`,
      `UPDATE order_views SET status = 'confirmed' WHERE order_id = $1`,
    ],
    [
      'an event',
      `UPDATE events SET version = 99 WHERE actor = 'order/' || $1 AND version = 2`,
      `UPDATE events SET version = 2 WHERE actor = 'order/' || $1 AND version = 99`,
    ],
    [
      'a turn',
      `UPDATE journal SET version = 99 WHERE actor = 'order/' || $1 AND version = 2`,
      `UPDATE journal SET version = 2 WHERE actor = 'order/' || $1 AND version = 99`,
    ],
    [
      'a state',
      `UPDATE actors SET state = 'cancelled' WHERE address = 'order/' || $1`,
      `UPDATE actors SET state = 'confirmed' WHERE address = 'order/' || $1`,
    ],
    [
      'an order that is gone',
      `WITH gone AS (DELETE FROM actors WHERE address = 'order/' || $1 RETURNING *) INSERT INTO aside SELECT * FROM gone`,
      'WITH back AS (DELETE FROM aside RETURNING *) INSERT INTO actors SELECT * FROM back WHERE $1 <> address',
    ],
  ])('finds %s that was tampered with, and names the order', async (_, tamper, mend) => {
    const url = await databaseUrl();
    await ask(url, 'CREATE TABLE IF NOT EXISTS aside (LIKE actors)');
    await ask(url, tamper, [confirmed]);
    const found = await violations(url, ledgerFile(dataDir));
    await ask(url, mend, [confirmed]);
    expect(found.join('\n')).toContain(confirmed);
    expect(await violations(url, ledgerFile(dataDir))).toEqual([]);
  });

  it('is clean on a stopped system, and leaves it stopped', async () => {
    system.kill('SIGTERM');
    await system.gone;
    expect(await verify()).toMatchObject({
      code: 0,
      lines: [expect.stringContaining('3 orders'), expect.stringMatching(/^clean/)],
    });
    expect(await findRunning(dataDir)).toEqual({});
  });

  it('ends with 2 where there is nothing to check', async () => {
    const nowhere = await verify({ DATA_DIR: join(dataDir, 'nothing') });
    expect([nowhere.code, nowhere.lines.join()]).toEqual([2, expect.stringContaining('does not exist')]);
    const unreachable = await verify({ DATABASE_URL: 'postgres://127.0.0.1:1/orderly', DATA_DIR: dataDir });
    expect(unreachable.code).toBe(2);
    expect(unreachable.lines.join('')).not.toBe('');
  });
});
