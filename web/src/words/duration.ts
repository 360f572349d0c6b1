const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A time span in at most two significant units of one kind: "15 ms", "3.2 s", "48 s", "1.4 min", "23 min", "3.5 h", "2 d".
 * @param ms negative counts as none
 */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND - 0.5) return `${Math.round(span)} ms`;
  if (span < MINUTE - SECOND / 2) return `${short(span / SECOND)} s`;
  if (span < HOUR - MINUTE / 2) return `${short(span / MINUTE)} min`;
  if (span < 2 * DAY) return `${short(span / HOUR)} h`;
  return `${short(span / DAY)} d`;
}

/** An age that changes once a second: no tenths of a second, no milliseconds that would only flicker. */
export function age(ms: number): string {
  return ms < MINUTE ? `${Math.max(0, Math.floor(ms / SECOND))} s` : duration(ms);
}

/** A time left: "06:52", "1:06:52". */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

function short(value: number): string {
  if (value >= 9.95) return String(Math.round(value));
  return value.toFixed(1).replace(/\.0$/, '');
}
