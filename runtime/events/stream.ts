import type { StoredEvent } from '../definition.ts';

export const STREAM = 'orderly:events';
/** Entries kept on the stream, roughly. Whoever needs older ones reads PostgreSQL. */
export const STREAM_LENGTH = 10_000;

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
  return ['previous', previous, 'events', JSON.stringify(events)];
}

export function decode(id: string, fields: readonly string[]): StreamEntry {
  const [, previous = '', , text = '[]'] = fields;
  const events = JSON.parse(text) as (Omit<StoredEvent, 'at'> & { at: string })[];
  return { id, previous, events: events.map((event) => ({ ...event, at: new Date(event.at) })) };
}
