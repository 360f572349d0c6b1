/** The process that is killed: takes as many orders as it is told, says so, and goes on until it dies. */
import { newId } from '../../router/new-id.ts';
import { orderPayload } from '../order-sagas.ts';
import { startSystem } from '../system.ts';

const [databaseUrl = '', redisUrl = '', sandboxUrl = '', dataDir = '', orders = '0'] = process.argv.slice(2);
const { runtime } = await startSystem(
  { databaseUrl, redisUrl, dataDir },
  { delivery: 'local', chain: 10, provider: new URL(sandboxUrl) },
);
const accepted = Array.from({ length: Number(orders) }, () =>
  runtime.send({
    to: `order/${newId()}`,
    type: 'PlaceOrder',
    payload: orderPayload('pm_ok', 'orchestration'),
  }),
);
await Promise.all(accepted);
console.log('accepted');
