import { describe, expect, it } from '@jest/globals';
import { openServer } from '../testing/open-server.ts';

describe('the settings that the console knows', () => {
  const read = async (overrides: object) => {
    const server = await openServer(overrides);
    const { body } = await server.call('GET', '/trpc/settings.read?input=%7B%7D');
    await server.app.close();
    return body.result.data;
  };

  it('name the viewer of traces where there is one', async () => {
    const traceUrl = 'https://traces.example/trace/{traceId}';
    expect(await read({ traceUrl })).toMatchObject({ traceUrl });
    expect(await read({ traceUrl: undefined })).toMatchObject({ traceUrl: null });
  });

  it('say whether payments go to the sandbox, and do not claim it unasked', async () => {
    expect(await read({ isSandbox: () => true })).toMatchObject({ sandbox: true });
    expect(await read({ isSandbox: () => false })).toMatchObject({ sandbox: false });
    expect(await read({})).toMatchObject({ sandbox: false });
  });
});
