/** Moments as people read them. All take what the API gives: ISO text, or epoch ms. */

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });

/** "10:41:07"; on another day than today "Nov 19, 10:41". */
export function moment(at: string | number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date().toDateString()) return CLOCK.format(date);
  return `${DAY.format(date)}, ${CLOCK.format(date).slice(0, 5)}`;
}

/** "10:41:07.204" */
export function exactClock(at: string | number): string {
  const date = new Date(at);
  return `${CLOCK.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** "2026-11-21T10:41:07.204+01:00": the full time with its zone, for hovering. */
export function fullTime(at: string | number): string {
  const date = new Date(at);
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
