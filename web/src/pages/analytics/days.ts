/** Days as the address and the API have them: `YYYY-MM-DD` in the time zone of whoever looks. */
export const TIMEZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const DAY_MS = 86_400_000;
const ISO = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
const SHORT = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });

export interface Days {
  from: string;
  to: string;
}

export function today(now: number): string {
  return ISO.format(now);
}

/** A day so many days later, or earlier. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function lengthOf({ from, to }: Days): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** "Nov 21" */
export function shortDay(day: string): string {
  return SHORT.format(Date.parse(day));
}

/** "Friday" */
export function weekday(day: string): string {
  return WEEKDAY.format(Date.parse(day));
}

export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
