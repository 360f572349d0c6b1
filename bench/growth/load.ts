/**
 * Requests over connections that stay open, one at a time on each. The load runs on the cores of what it measures, so
 * the request is put together once, and of an answer only its status and its length are read.
 */
import { connect, type Socket } from 'node:net';

export interface LoadResult {
  /** Milliseconds of each answer, in order of arrival. */
  latencies: number[];
  /** Answers by status. */
  statuses: Map<number, number>;
  elapsedMs: number;
}

/** Sends the bodies, one after the other and again from the first, on so many connections until the time is up. */
export async function postLoad(
  url: URL,
  bodies: readonly unknown[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<LoadResult> {
  const requests = bodies.map((body) => requestBytes(url, JSON.stringify(body)));
  let sent = 0;
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const began = performance.now();
  const end = began + seconds * 1_000;
  const connection = async () => {
    const socket = connect(Number(url.port), url.hostname).setNoDelay(true);
    const answers = statusesOf(socket);
    while (performance.now() < end) {
      const since = performance.now();
      socket.write(requests[sent % requests.length] as Buffer);
      sent += 1;
      const { value: status, done } = await answers.next();
      if (done) throw new Error('the server closed a connection');
      latencies.push(performance.now() - since);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { latencies, statuses, elapsedMs: performance.now() - began };
}

function requestBytes(url: URL, body: string): Buffer {
  return Buffer.from(
    [
      `POST ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/** The status of each answer on the connection. Every answer has to say its length. */
async function* statusesOf(socket: Socket): AsyncGenerator<number, void> {
  let text = '';
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString('latin1');
    for (;;) {
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) break;
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined) throw new Error(`an answer without its length: ${text.slice(0, head)}`);
      const whole = head + 4 + Number(length);
      if (text.length < whole) break;
      yield Number(text.slice(9, 12));
      text = text.slice(whole);
    }
  }
}
