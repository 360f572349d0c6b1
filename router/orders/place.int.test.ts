import { expect, it } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { BODY, openServer } from '../testing/open-server.ts';

it('placing an order and waiting for its end answers 202 at once when the server closes', async () => {
  const server = await openServer({});
  server.runtime.ends = () => new Promise(() => {});
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const answer = fetch(`${server.app.listeningOrigin}/api/orders`, {
    method: 'POST',
    body: JSON.stringify(BODY),
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
  });
  await waitUntil(() => server.runtime.turns.length === 1, { message: 'the order is placed' });
  await server.app.close();
  expect((await answer).status).toBe(202);
});
