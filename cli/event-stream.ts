/** Reads server-sent events, as the subscriptions of tRPC send them. */
import { setTimeout as delay } from 'node:timers/promises';

export interface StreamEvent {
  /** `message` where the sender names no other. */
  event: string;
  id?: string;
  data: string;
}

/** Splits text that arrives in pieces into events. Comments and unknown fields are left out. */
export async function* parseEvents(pieces: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const parsed = parseBlock(block);
      if (parsed) yield parsed;
    }
  }
}

function parseBlock(block: string): StreamEvent | undefined {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '' }];
  });
  if (fields.length === 0) return undefined;
  const last = (wanted: string) => fields.findLast(({ name }) => name === wanted)?.value;
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  const id = last('id');
  return { event: last('event') ?? 'message', data: data.join('\n'), ...(id !== undefined && { id }) };
}

/** The server ended a subscription with an error; `shape` is what it said. */
export class SubscriptionFailed extends Error {
  readonly shape: { message?: string; data?: unknown };

  constructor(shape: { message?: string; data?: unknown }) {
    super(shape.message ?? 'The subscription failed');
    this.shape = shape;
  }
}

export interface Subscription {
  /** The address of the server, without a path. */
  url: string;
  /** A procedure, as in `events.tail`. */
  path: string;
  input: Record<string, unknown>;
  signal: AbortSignal;
  /** Told when the connection is lost, before it is tried again. */
  onLost?(error: unknown): void;
}

const PAUSE_MS = 1_000;

/**
 * Everything that a subscription tells, until the signal. A lost connection is made again, from the last event that
 * came: nothing is missed and nothing comes twice.
 * @throws {SubscriptionFailed} when the server refuses it; an error of the connection when the first try fails.
 */
export async function* subscribe<Data>(subscription: Subscription): AsyncGenerator<{ id: string; data: Data }> {
  const { url, path, input, signal, onLost } = subscription;
  let lastEventId: string | undefined;
  let connected = false;
  while (!signal.aborted) {
    try {
      const address = `${url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify({ ...input, ...(lastEventId && { lastEventId }) }))}`;
      const response = await fetch(address, { headers: { accept: 'text/event-stream' }, signal });
      if (!response.ok || !response.body) throw new SubscriptionFailed(await refusal(response));
      connected = true;
      for await (const { event, id, data } of parseEvents(response.body.pipeThrough(new TextDecoderStream()))) {
        if (event === 'serialized-error') throw new SubscriptionFailed(JSON.parse(data));
        if (event === 'return') return;
        if (event !== 'message' || id === undefined) continue;
        lastEventId = id;
        yield { id, data: JSON.parse(data) as Data };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SubscriptionFailed || !connected) throw error;
      onLost?.(error);
    }
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function refusal(response: Response): Promise<{ message?: string; data?: unknown }> {
  const body = (await response.json().catch(() => undefined)) as { error?: object } | undefined;
  return body?.error ?? { message: `The server answered ${response.status}` };
}
