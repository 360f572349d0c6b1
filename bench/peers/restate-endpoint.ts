/** The services' side of Restate, in this process, over HTTP/2 as it is meant to be. */
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, type EndpointOptions } from '@restatedev/restate-sdk';

export interface Endpoint {
  port: number;
  stop(): void;
}

export async function serveEndpoint(services: EndpointOptions['services']): Promise<Endpoint> {
  const quiet = () => undefined;
  const server = createServer(createEndpointHandler({ services, logger: quiet }));
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}
