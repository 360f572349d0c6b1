import type { ChartTransition } from './view.ts';

/** The words on a transition's pill, and how wide they are. */

const LONGEST = 28;

/** Measures text in the page's font; px. */
export type MeasureText = (text: string, font: 'pill' | 'state') => number;

/** `ShipmentRefused [isFinal]`; of the ways of a choice the guard alone, and "else" for the one without. */
export function fullLabel({ kind, event, guard }: ChartTransition): string {
  if (kind === 'always') return guard ? `[${guard}]` : 'else';
  return guard ? `${event} [${guard}]` : event;
}

/** As {@link fullLabel}, shorter: a named delay without the word "after", which the clock before it says. */
export function label(transition: ChartTransition): string {
  const { delayName, event } = transition;
  const full = fullLabel(delayName ? { ...transition, event: event.replace(/^after /, '') } : transition);
  return full.length > LONGEST ? `${full.slice(0, LONGEST - 1)}…` : full;
}

export const PILL_HEIGHT = 18;
export const PILL_GAP = 2;
/** The clock before a timer's words. */
export const CLOCK_WIDTH = 14;
/** The time left behind a timer's words: " 06:52". */
export const COUNTDOWN_WIDTH = 48;
/** The disc with the turn's number, as far as it reaches into the pill. */
export const TURN_WIDTH = 8;
const SIDES = 18;

/** The pill as it is drawn, without turn number and countdown. */
export function pillWidth(transition: ChartTransition, measure: MeasureText): number {
  const text = label(transition);
  const words = Math.max(6.5 * text.length, measure(text, 'pill'));
  return Math.round(words + SIDES + (transition.kind === 'after' ? CLOCK_WIDTH : 0));
}

/** What is kept free for a pill, whatever it shows later. */
export function reservedWidth(transition: ChartTransition, measure: MeasureText): number {
  return pillWidth(transition, measure) + TURN_WIDTH + (transition.kind === 'after' ? COUNTDOWN_WIDTH : 0);
}

export const STATE_HEIGHT = 44;
const NARROWEST = 152;

/** All states are as wide as the longest name needs; room for the turning arrow included. */
export function stateWidth(names: readonly string[], measure: MeasureText): number {
  const needed = names.map((name) => Math.max(7.2 * name.length + 40, measure(name, 'state') + 44));
  return Math.ceil(Math.max(NARROWEST, ...needed));
}
