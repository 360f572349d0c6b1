import type { StoredEvent } from '../definition.ts';

export const STREAM = 'orderly:events';
/**
 * Entries kept on the stream, roughly. Under load each holds some hundred events, so that this is seconds of events and
 * tens of megabytes of Redis. Whoever needs older ones reads PostgreSQL.
 */
export const STREAM_LENGTH = 500;

/**
 * What the relay found at one look, as one entry of the stream: an entry per event took three times the CPU. Its id is the
 * last event's position. `previous` is the id of the entry before: a consumer that stands elsewhere has missed some.
 */
export interface StreamEntry {
  id: string;
  previous: string;
  events: readonly StoredEvent[];
}

export function encode({ previous, events }: StreamEntry): string[] {
  const text = JSON.stringify(events);
  remember(text, events);
  return ['previous', previous, 'events', text];
}

export function decode(id: string, fields: readonly string[]): StreamEntry {
  const [, previous = '', , text = '[]'] = fields;
  return { id, previous, events: remembered(text) ?? remember(text, parse(text)) };
}

function parse(text: string): readonly StoredEvent[] {
  const events = JSON.parse(text) as (Omit<StoredEvent, 'at'> & { at: string })[];
  return events.map((event) => ({ ...event, at: new Date(event.at) }));
}

/**
 * The last entries that this process wrote or read. Each of its consumers reads the stream for itself; all but the first
 * find here what the text says, which no one of them may change.
 */
const RECENT = 32;
const recent: { text: string; events: readonly StoredEvent[] }[] = [];

function remember(text: string, events: readonly StoredEvent[]): readonly StoredEvent[] {
  recent.push({ text, events });
  if (recent.length > RECENT) recent.shift();
  return events;
}

function remembered(text: string): readonly StoredEvent[] | undefined {
  return recent.find((entry) => entry.text === text)?.events;
}
