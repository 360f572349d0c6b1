import { type Door, orderBody } from '../../tests/setup/door.ts';

/** Keeps so many orders under way: each waits for a slow payment, and as one ends the next is placed. */
export function keepAlive(call: Door, count: number): { stop(): Promise<void> } {
  let running = true;
  const lane = async () => {
    while (running)
      await call('POST', '/api/orders', orderBody({ paymentMethod: 'pm_slow' }), { prefer: 'wait=20' });
  };
  const lanes = Array.from({ length: count }, lane);
  return {
    async stop() {
      running = false;
      await Promise.all(lanes);
    },
  };
}
