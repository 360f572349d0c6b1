/**
 * `npm run charts`: lays out the charts of all machines of the platform and writes them down for the console, which then
 * shows them without laying them out itself. A test asks for it when a machine has changed.
 */
import { writeFileSync } from 'node:fs';
import elkjs from 'elkjs/lib/elk.bundled.js';
import { inProcessProvider } from '../actors/payment/index.ts';
import { platformActors } from '../platform.ts';
import { Machines } from '../runtime/inspection/machines.ts';
import { prepare } from '../web/src/chart/prepared/prepare.ts';

const FILE = new URL('../web/src/chart/prepared/drawings.json', import.meta.url);

const machines = new Machines(platformActors({ order: {}, payment: { provider: inProcessProvider() } }));
const charts = machines
  .all()
  .flatMap(({ definition: { type, version, versions = {} } }) =>
    [version, ...Object.keys(versions).map(Number)].map((each) => machines.version(type, each).chart),
  );
const elk = new elkjs.default();
const drawings = await prepare(charts, (graph) => elk.layout(graph));
const lines = Object.entries(drawings).map(
  ([key, drawing]) => `${JSON.stringify(key)}: ${JSON.stringify(drawing)}`,
);
writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
console.log(`${lines.length} drawings of ${charts.length} machines`);
