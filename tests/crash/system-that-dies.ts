/**
 * The system, with a crash point armed: `system-that-dies.ts <point> <nth> [arguments of main.ts]` runs until the point
 * is reached for the nth time and then ends as `kill -9` would end it.
 */
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { armCrashPoint, type CrashPoint } from '../../runtime/testing/crash-points.ts';
import { startSystem } from '../../system.ts';

const [point, nth, ...args] = process.argv.slice(2);
armCrashPoint(point as CrashPoint, Number(nth));
const config = loadConfig(process.env, args);
const system = await startSystem(config, pino({ level: config.logLevel }), 'test');
process.on('SIGTERM', () => void system.stop().then(() => process.exit(0)));
console.log(`Orderly is ready at ${system.url}`);
