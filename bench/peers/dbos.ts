/**
 * DBOS Transact: one workflow, each service a step. Its system tables and the services' rows are in the same PostgreSQL;
 * a step's row and its checkpoint are two commits (the data source that would make them one could not be installed).
 */
import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Ending } from '../closed-loop.ts';
import { runPeer } from './peer.ts';

/** 10 and 40 were slower here, and so was listening for notifications, which nothing in this saga needs. */
const SYSTEM_CONNECTIONS = 20;

await runPeer(async ({ databaseUrl }, services) => {
  const saga = DBOS.registerWorkflow(
    async (orderId: string, declined: boolean): Promise<Ending> => {
      await DBOS.runStep(() => services.reserve(orderId), { name: 'reserve' });
      const charged = await DBOS.runStep(() => services.charge(orderId, declined), { name: 'charge' });
      if (!charged) {
        await DBOS.runStep(() => services.release(orderId), { name: 'release' });
        return 'cancelled';
      }
      await DBOS.runStep(() => services.ship(orderId), { name: 'ship' });
      return 'confirmed';
    },
    { name: 'saga' },
  );
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: SYSTEM_CONNECTIONS,
    useListenNotify: false,
    logLevel: 'error',
  });
  await DBOS.launch();
  return {
    place: (declined, ended, failed) => {
      DBOS.startWorkflow(saga, { workflowID: randomUUID() })(randomUUID(), declined)
        .then((handle) => handle.getResult())
        .then(ended, failed);
    },
    stop: () => DBOS.shutdown(),
  };
});
