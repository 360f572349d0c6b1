import { count, counted } from '../../words/amount.ts';
import { isFiltered, type LetterFilter, stateWords } from './filter.ts';
import type { Group } from './group.ts';

/** "46 in 4 groups, 37 actors parked", "3 of 46 in 1 group, 3 actors parked", "2 discarded in 1 group"; empty where there is nothing. */
export function summary(groups: readonly Group[], all: readonly Group[], filter: LetterFilter): string {
  const letters = sum(groups, ({ count }) => count);
  if (letters === 0) return '';
  const { state } = filter;
  const isPart = isFiltered({ ...filter, state: 'open' });
  const words = [count(letters)];
  if (isPart) words.push('of', count(sum(all, (group) => group.count)));
  if (state !== 'open') words.push(stateWords(state));
  words.push('in', counted(groups.length, 'group'));
  if (state !== 'open') return words.join(' ');
  return `${words.join(' ')}, ${counted(
    sum(groups, ({ actors }) => actors),
    'actor',
  )} parked`;
}

function sum(groups: readonly Group[], value: (group: Group) => number): number {
  return groups.reduce((total, group) => total + value(group), 0);
}
