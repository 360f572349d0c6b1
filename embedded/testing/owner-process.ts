/** Owns a DATA_DIR until it is killed: `node owner-process.ts <dataDir>` prints the addresses as one line of JSON. */
import { startEmbedded } from '../index.ts';

const [dataDir = ''] = process.argv.slice(2);
const log = { info: () => {}, warn: (message: string) => console.error(message) };
const { databaseUrl, redisUrl } = await startEmbedded({ dataDir, postgres: true, redis: true, log });
console.log(JSON.stringify({ databaseUrl, redisUrl }));
