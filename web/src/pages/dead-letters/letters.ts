/** The dead letters of the page: the groups, and the letters of the chosen one. */
import { useQuery } from '@tanstack/react-query';
import { client, trpc } from '../../api/client.ts';
import type { Outputs } from '../../api/types.ts';
import { type LetterFilter, type NarrowedGroup, narrowed } from './filter.ts';
import { groupKey } from './group.ts';

type Answers = Outputs['deadLetters'];
export type Letter = Answers['get'];
export type DryRun = Answers['dryRun'];

/** Letters that are looked at, dry-run and redriven together. */
export const MOST_LETTERS = 500;
const PAGE = 100;
const EVERY_MS = 5_000;

/** All groups in a state, and the filtered ones of them. */
export function useGroups(filter: LetterFilter) {
  const { state, text } = filter;
  const all = useQuery(trpc.deadLetters.groups.queryOptions(inState(state), { refetchInterval: EVERY_MS }));
  const saying = useQuery(
    trpc.deadLetters.groups.queryOptions(
      { ...inState(state), text: text ?? '' },
      { enabled: text !== undefined, refetchInterval: EVERY_MS },
    ),
  );
  const isThere = all.data !== undefined && (text === undefined || saying.data !== undefined);
  return {
    all: all.data?.items ?? [],
    groups: isThere ? narrowed(all.data.items, saying.data?.items, filter) : undefined,
    error: all.error ?? saying.error,
    retry: () => void Promise.all([all.refetch(), text !== undefined && saying.refetch()]),
  };
}

/** Open ones are asked for as the navigation asks, so that both have one answer. */
function inState(state: LetterFilter['state']) {
  return state === 'open' ? {} : { state };
}

/**
 * The letters of a group, up to {@link MOST_LETTERS} of the newest, oldest first: that is the order in which they were
 * meant to be handled.
 */
export function useLetters({ actorType, messageType, code, text }: NarrowedGroup, state: LetterFilter['state']) {
  const filter = { actorType, messageType, code, state, ...(text !== undefined && { text }) };
  return useQuery({
    queryKey: ['letters of', filter],
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) => {
      const letters: Letter[] = [];
      let cursor: string | undefined;
      do {
        const asked = { ...filter, limit: PAGE, ...(cursor && { cursor }) };
        const page: Answers['list'] = await client.deadLetters.list.query(asked, { signal });
        letters.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor && letters.length < MOST_LETTERS);
      return letters.reverse();
    },
  });
}

/** The group of one letter, for an address that names only the letter. */
export function useGroupOf(id: string | undefined): string | undefined {
  const { data } = useQuery(
    trpc.deadLetters.get.queryOptions({ id: id ?? '' }, { enabled: id !== undefined, retry: false }),
  );
  if (!data) return undefined;
  const actorType = data.actor.split('/', 1)[0] ?? '';
  return groupKey({ actorType, messageType: data.message.type, code: data.error.code });
}
