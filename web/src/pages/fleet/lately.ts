import type { Fleet } from '../../api/types.ts';
import { count } from '../../words/amount.ts';

/** How the figures of the last hour are told: over less where an hour was too much to read, about where only some were. */
export function lately({ ratesOverMinutes, ratesFromOneOf }: Pick<Fleet, 'ratesOverMinutes' | 'ratesFromOneOf'>) {
  const minutes = Math.max(1, Math.round(ratesOverMinutes));
  return {
    /** Of a column. */
    head: minutes >= 60 ? 'Last hour' : `Last ${minutes} min`,
    words: (figure: number) => (ratesFromOneOf > 1 ? `≈ ${count(figure)}` : count(figure)),
    /** Where the figures are from. */
    about: ratesFromOneOf > 1 ? `from one in ${count(ratesFromOneOf)} actors` : 'all counted',
  };
}
