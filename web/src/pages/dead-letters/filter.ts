import type { Filter } from '../../components/filter-chips.tsx';
import { type Group, groupKey, groupTitle } from './group.ts';

const STATES = [
  { value: 'open', words: 'open' },
  { value: 'redriving', words: 'on its way again' },
  { value: 'redriven', words: 'redriven' },
  { value: 'discarded', words: 'discarded' },
] as const;
const MOST_TEXT = 200;
/** The parameters of the address that narrow the list. */
export const FILTER_KEYS = ['state', 'actor', 'message', 'code', 'q'] as const;

/** For the address: everything that is open. */
export const NOTHING_CHOSEN = Object.fromEntries([...FILTER_KEYS, 'group', 'id'].map((key) => [key, undefined]));

export interface LetterFilter {
  state: (typeof STATES)[number]['value'];
  actorType?: string;
  messageType?: string;
  code?: string;
  text?: string;
}

/** A group, or those of its letters that say `text`. */
export type NarrowedGroup = Group & { text?: string };

/** The filter that the address names; what it does not know it leaves out. */
export function filterOf(params: URLSearchParams): LetterFilter {
  const state = STATES.find(({ value }) => value === params.get('state'))?.value ?? 'open';
  const actorType = params.get('actor');
  const messageType = params.get('message');
  const code = params.get('code');
  const text = params.get('q')?.trim().slice(0, MOST_TEXT);
  return {
    state,
    ...(actorType && { actorType }),
    ...(messageType && { messageType }),
    ...(code && { code }),
    ...(text && { text }),
  };
}

export function isFiltered({ state, ...rest }: LetterFilter): boolean {
  return state !== 'open' || Object.keys(rest).length > 0;
}

/** "discarded", "on its way again" */
export function stateWords(state: LetterFilter['state']): string {
  return STATES.find(({ value }) => value === state)?.words ?? state;
}

/** What one may choose from: what there is in that state. */
export function filtersFor(groups: readonly Group[]): Filter[] {
  const options = (of: (group: Group) => string) =>
    [...new Set(groups.map(of))].sort().map((value) => ({ value, words: value }));
  return [
    { key: 'state', name: 'State', options: STATES },
    { key: 'actor', name: 'Actor', options: options(({ actorType }) => actorType) },
    { key: 'message', name: 'Message', options: options(({ messageType }) => messageType) },
    { key: 'code', name: 'Error code', options: options(({ code }) => code) },
    { key: 'q', name: 'Text', options: [] },
  ];
}

/**
 * The groups that match. A group whose title says the text matches as a whole; of the others those letters do that the
 * server finds to say it (`saying`).
 */
export function narrowed(
  all: readonly Group[],
  saying: readonly Group[] | undefined,
  { actorType, messageType, code, text }: LetterFilter,
): NarrowedGroup[] {
  const found = new Map(saying?.map((group) => [groupKey(group), group]));
  return all.flatMap((group): NarrowedGroup[] => {
    if (actorType !== undefined && group.actorType !== actorType) return [];
    if (messageType !== undefined && group.messageType !== messageType) return [];
    if (code !== undefined && group.code !== code) return [];
    if (text === undefined || groupTitle(group).toLowerCase().includes(text.toLowerCase())) return [group];
    const some = found.get(groupKey(group));
    return some ? [{ ...some, text }] : [];
  });
}
