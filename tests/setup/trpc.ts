/** tRPC as the browser speaks it, without its client: plain requests, and server-sent events that can be resumed. */

export interface Told<Data> {
  id: string;
  data: Data;
}

export interface Stream<Data> {
  /** The next update; rejects where the stream ends or nothing comes for 60 s. */
  next(): Promise<Told<Data>>;
  close(): void;
}

/** Answers the result; rejects with the problem's code and detail. */
export async function ask<Result>(url: string, path: string, input: unknown = {}): Promise<Result> {
  return answer(await fetch(`${url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`));
}

export async function tell<Result>(url: string, path: string, input: unknown): Promise<Result> {
  const headers = { 'content-type': 'application/json' };
  return answer(await fetch(`${url}/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(input) }));
}

async function answer<Result>(response: Response): Promise<Result> {
  const body = (await response.json()) as {
    result?: { data: Result };
    error?: { message: string; data: { problem: { code: string } } };
  };
  if (body.error) throw new Error(`${body.error.data.problem.code}: ${body.error.message}`);
  return body.result?.data as Result;
}

/** Follows a subscription; `lastEventId` resumes it. */
export async function follow<Data>(
  url: string,
  path: string,
  input: unknown,
  lastEventId?: string,
): Promise<Stream<Data>> {
  const gone = new AbortController();
  const response = await fetch(`${url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: gone.signal,
  });
  const told = read<Data>(response);
  return {
    async next() {
      const { done, value } = await Promise.race([told.next(), late(gone.signal)]);
      if (done) throw new Error(`${path} has ended`);
      return value;
    },
    close: () => gone.abort(),
  };
}

function late(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('nothing came for 60 s')), 60_000).unref();
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

async function* read<Data>(response: Response): AsyncGenerator<Told<Data>, undefined> {
  let text = '';
  const chunks = response.body?.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
  for await (const chunk of chunks) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
      );
      const [id, data, event] = [fields.get('id'), fields.get('data'), fields.get('event')];
      if (event === 'serialized-error') throw new Error(data);
      if (id !== undefined && data !== undefined) yield { id, data: JSON.parse(data) as Data };
    }
  }
  return undefined;
}
