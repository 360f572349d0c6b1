import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  answered: number;
}

/** Somebody who is told by webhook. `answers` gives the status for a path and how often it was called before. */
export interface Receiver {
  url: string;
  received: Received[];
  answers: (path: string, before: number) => number | Promise<number>;
  at(path: string): Received[];
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const answered = await receiver.answers(path, receiver.at(path).length);
    receiver.received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString(), answered });
    response.writeHead(answered, answered === 302 ? { location: '/elsewhere' } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answers: () => 204,
    at: (path) => receiver.received.filter((one) => one.path === path),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
