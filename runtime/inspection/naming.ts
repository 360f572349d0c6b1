/** Words for what is code in a machine: guards, actions, delays, and the events that XState names itself. */

interface Named {
  type?: unknown;
  guards?: readonly unknown[];
  event?: unknown;
}

const LONGEST_TEXT = 160;

/** `isCharge`, `not isCharge`, or the text of an inline guard: `event.output.outcome === 'done'`. */
export function guardName(guard: unknown): string | null {
  if (guard === undefined || guard === null) return null;
  if (typeof guard === 'string') return guard;
  const { type, guards } = guard as Named;
  if (typeof guard !== 'function') return String(type);
  if (guards) {
    const parts = guards.map((each) => guardName(each) ?? '');
    return guard.name === 'not' ? `not ${parts[0]}` : parts.join(` ${guard.name} `);
  }
  return textOf(guard as (...args: never[]) => unknown);
}

/** `placed`, `emit StockReserved`, `assign`. */
export function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type, event } = action as Named;
  const name = typeof type === 'string' ? type.replace(/^xstate\./, '') : 'inline';
  const told = (event as { type?: unknown } | undefined)?.type;
  return typeof action === 'function' && typeof told === 'string' ? `${name} ${told}` : name;
}

const AFTER = /^xstate\.after\.([^.]+)\./;
const ACTOR_END = /^xstate\.(done|error)\.actor\.(.+)$/;

export interface EventWords {
  kind: 'event' | 'after' | 'always' | 'done' | 'error';
  event: string;
  /** Of `after`: as the chart says it, a name or milliseconds. */
  delay?: string;
}

/** What an event's type says to people. */
export function eventWords(eventType: string): EventWords {
  const delay = AFTER.exec(eventType)?.[1];
  if (delay !== undefined) return { kind: 'after', event: `after ${delayWords(delay)}`, delay };
  const [, end, actor] = ACTOR_END.exec(eventType) ?? [];
  if (end) return { kind: end as 'done' | 'error', event: `${actor} ${end === 'done' ? 'done' : 'failed'}` };
  if (eventType.startsWith('xstate.done.state.')) return { kind: 'done', event: 'done' };
  if (eventType === '') return { kind: 'always', event: 'always' };
  return { kind: 'event', event: eventType };
}

function delayWords(delay: string): string {
  return /^\d+$/.test(delay) ? durationWords(Number(delay)) : delay;
}

const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `15 ms`, `3.2 s`, `15 min`, `3 h`: two significant figures. */
export function durationWords(ms: number): string {
  for (const [unit, size] of UNITS) {
    if (ms < size) continue;
    const value = ms / size;
    const figure = value < 10 ? Number(value.toFixed(1)) : Math.round(value);
    return `${figure} ${unit === 'day' && figure !== 1 ? 'days' : unit}`;
  }
  return `${Math.round(ms)} ms`;
}

/** The expression of an arrow function, on one line. */
function textOf(code: (...args: never[]) => unknown): string {
  const text = code.toString().replace(/\s+/g, ' ').trim();
  const arrow = text.indexOf('=>');
  const body = arrow < 0 ? text : text.slice(arrow + 2).trim();
  return body.length > LONGEST_TEXT ? `${body.slice(0, LONGEST_TEXT - 1)}…` : body;
}
