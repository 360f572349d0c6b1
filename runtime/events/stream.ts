import type { StoredEvent } from '../definition.ts';

export const STREAM = 'orderly:events';
/** Entries kept on the stream, roughly. Whoever needs older ones reads PostgreSQL. */
export const STREAM_LENGTH = 50_000;

/** An event on the stream, with the id of the one before it: a consumer that finds another id in its place has missed some. */
export interface StreamEntry {
  previous: string;
  event: StoredEvent;
}

export function encode({ previous, event }: StreamEntry): string[] {
  const { id: _, at, ...rest } = event;
  return ['previous', previous, 'event', JSON.stringify({ ...rest, at: at.getTime() })];
}

export function decode(id: string, fields: readonly string[]): StreamEntry {
  const [, previous = '', , text = '{}'] = fields;
  const { at, ...rest } = JSON.parse(text) as Omit<StoredEvent, 'id' | 'at'> & { at: number };
  return { previous, event: { id, ...rest, at: new Date(at) } };
}
