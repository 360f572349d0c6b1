import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../testing/open-server.ts';

describe('machines', () => {
  let server: OpenServer;
  beforeEach(async () => {
    server = await openServer();
  });
  afterEach(() => server.app.close());

  it('are listed with version and hash', async () => {
    const { body } = await server.call('GET', '/api/machines');
    expect(body.items).toMatchObject([
      { kind: 'machine', type: 'order', machineId: 'order', version: 1, versions: [1] },
    ]);
  });

  it('have a chart: what undoes is told apart from what goes on', async () => {
    const { body } = await server.call('GET', '/api/machines/order/chart');
    const standing = (id: string) => body.nodes.find((node: { id: string }) => node.id === id)?.standing;
    expect(['chargingPayment', 'refundingPayment', 'confirmed', 'cancelled'].map(standing)).toEqual([
      'pending',
      'compensating',
      'confirmed',
      'cancelled',
    ]);
    expect(body.nodes.find((node: { id: string }) => node.id === 'starting').kind).toBe('choice');
    expect(body.transitions.find(({ id }: { id: string }) => id === 'starting/always/0').guard).toBe(
      'isChoreographed',
    );
  });

  it('are exported for the editor', async () => {
    const { body } = await server.call('GET', '/api/machines/order/definition');
    expect(body).toMatchObject({ id: 'order', initial: 'starting', states: { confirmed: { type: 'final' } } });
  });

  it('are charts of one version each: another that nobody registered is 404, and says which there are', async () => {
    expect((await server.call('GET', '/api/machines/order/chart?version=1')).body.version).toBe(1);
    expect(await server.call('GET', '/api/machines/order/chart?version=9')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_MACHINE_VERSION', detail: expect.stringContaining('there is 1') },
    });
  });

  it('are none where nobody registered one: 404', async () => {
    expect(await server.call('GET', '/api/machines/nobody/chart')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_ACTOR_TYPE' },
    });
  });
});
