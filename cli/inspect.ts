/** Hands the life of an actor on to an inspector: any that takes @statelyai/inspect's messages over a WebSocket. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from './command.ts';
import { parseEvents, SubscriptionFailed } from './event-stream.ts';
import { Unusable } from './failure.ts';
import { actorAddress } from './parse.ts';

const PAUSE_MS = 1_000;

export async function inspect({ door, terminal }: Call, { to }: { to: string }, address: string): Promise<void> {
  const { type, id } = actorAddress(address);
  const source = `${door.url}/inspect/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave);
  const inspector = await openInspector(to);
  inspector.addEventListener('close', leave);
  try {
    for await (const message of lifeAt(source, leaving.signal, () =>
      terminal.note('Connection lost; it resumes where it stopped.'),
    ))
      inspector.send(message);
    if (inspector.readyState !== WebSocket.OPEN)
      terminal.note(`The inspector at ${to} has closed the connection.`);
  } finally {
    process.removeListener('SIGINT', leave);
    leave();
    inspector.close();
  }
}

/** @throws {Unusable} where nobody takes messages at this address. */
async function openInspector(url: string): Promise<WebSocket> {
  if (!/^wss?:\/\//.test(url) || !URL.canParse(url))
    throw new Unusable(`--to ${JSON.stringify(url)}: enter a ws:// or wss:// address, like ws://localhost:8081`);
  const socket = new WebSocket(url);
  const isOpen = await Promise.race([
    once(socket, 'open').then(() => true),
    once(socket, 'error').then(() => false),
  ]);
  if (isOpen) return socket;
  throw new Unusable(`No inspector answers at ${url}; start it first, or name another with --to`);
}

/** The messages of a life. A lost connection is made again, from the last turn that came. */
async function* lifeAt(url: string, signal: AbortSignal, onLost: () => void): AsyncGenerator<string> {
  let lastEventId: string | undefined;
  let connected = false;
  while (!signal.aborted) {
    try {
      const response = await fetch(url, {
        headers: { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
        signal,
      });
      if (!response.ok || !response.body) throw await refusal(response);
      connected = true;
      for await (const { id, data } of parseEvents(response.body.pipeThrough(new TextDecoderStream()))) {
        lastEventId = id ?? lastEventId;
        yield data;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SubscriptionFailed || !connected) throw error;
    }
    if (signal.aborted) return;
    onLost();
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function refusal(response: Response): Promise<SubscriptionFailed> {
  const problem: unknown = await response.json().catch(() => undefined);
  return new SubscriptionFailed({ message: `The server answered ${response.status}`, data: { problem } });
}
