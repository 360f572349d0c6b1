/** One run of a peer in a process of its own: servers, the load, and a line of JSON, as for Orderly itself. */
import { parseArgs } from 'node:util';
import { measure, type Subject } from '../compare/measure.ts';
import { type BenchServers, startServers } from '../system.ts';
import { rowless, type Services, SqlServices } from './services.ts';

/** Peer by peer: what it is to be run with. */
export type Mode = string;

export interface Peer {
  place: Subject['place'];
  usesRedis?: true;
  /** In words: what of the peer's own storage survives a power cut. */
  durability?: string;
  stop(): Promise<void>;
}

const DECLINED_PERCENT = 10;
const CONNECTIONS = 20;

/** Reads `--seconds`, `--in-flight`, `--mode` and `--rowless`, and runs the peer once. */
export async function runPeer(
  start: (servers: BenchServers, services: Services, mode: Mode) => Promise<Peer>,
): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '6' },
      'in-flight': { type: 'string', default: '256' },
      mode: { type: 'string', default: '' },
      rowless: { type: 'boolean', default: false },
    },
  });
  const servers = await startServers();
  try {
    const sql = values.rowless ? undefined : await SqlServices.open(servers.databaseUrl, CONNECTIONS);
    const peer = await start(servers, sql ?? rowless, values.mode);
    const figures = await measure(
      {
        dataDir: servers.dataDir,
        ...(sql ? { databaseUrl: servers.databaseUrl } : {}),
        ...(peer.usesRedis ? { redisUrl: servers.redisUrl } : {}),
        place: peer.place,
        settled: async () => undefined,
        stop: peer.stop,
        check: async (ends) => {
          const problems = (await sql?.problems(ends)) ?? [];
          await sql?.close();
          return problems;
        },
      },
      {
        inFlight: Number(values['in-flight']),
        declinedPercent: DECLINED_PERCENT,
        seconds: Number(values.seconds),
      },
    );
    const durability = [figures.durability, peer.durability].filter(Boolean).join('; ');
    console.log(JSON.stringify({ ...figures, durability }));
  } finally {
    await servers.stop();
  }
}
