/**
 * As much of an id as tells it from others, from its beginning, so that it can be searched. The first part of a UUID of
 * version 7 is the same for a minute; the second makes it a millisecond.
 */
export function shortId(id: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)) return id.slice(0, 13);
  return id.length > 12 ? id.slice(0, 8) : id;
}

/** "01JD4K…9QF2" */
export function middleCut(id: string): string {
  return id.length > 16 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
}
