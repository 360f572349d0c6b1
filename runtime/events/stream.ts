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

/** The fields of an entry; `events` is their JSON. */
export function encode(previous: string, events: string): string[] {
  return ['previous', previous, 'events', events];
}

type EncodedEvent = Omit<StoredEvent, 'at'> & { at: string; tx: unknown; pos: unknown };

export function decode(id: string, fields: readonly string[]): StreamEntry {
  const [, previous = '', , text = '[]'] = fields;
  const events = JSON.parse(text) as EncodedEvent[];
  return { id, previous, events: events.map(({ tx: _tx, pos: _pos, at, ...event }) => ({ ...event, at: new Date(at) })) };
}
