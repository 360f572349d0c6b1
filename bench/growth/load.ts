/** Requests over connections that stay open, one at a time on each. */
import { Agent, request } from 'node:http';

export interface LoadResult {
  /** Milliseconds of each answer, in order of arrival. */
  latencies: number[];
  /** Answers by status. */
  statuses: Map<number, number>;
  elapsedMs: number;
}

/** Sends the same body again and again on each of so many connections until the time is up. */
export async function postLoad(
  url: URL,
  body: unknown,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  const began = performance.now();
  const end = began + seconds * 1_000;
  const post = () =>
    new Promise<number>((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      });
      sent.once('error', reject);
      sent.end(text);
    });
  const connection = async () => {
    while (performance.now() < end) {
      const since = performance.now();
      const status = await post();
      latencies.push(performance.now() - since);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return { latencies, statuses, elapsedMs: performance.now() - began };
}
