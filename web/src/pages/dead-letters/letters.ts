/** The dead letters of the page: the groups, and the letters of the chosen one. */
import { useQuery } from '@tanstack/react-query';
import { client, trpc } from '../../api/client.ts';
import type { Outputs } from '../../api/types.ts';

type Answers = Outputs['deadLetters'];
export type Group = Answers['groups']['items'][number];
export type Letter = Answers['get'];
export type DryRun = Answers['dryRun'];

/** Letters that are looked at, dry-run and redriven together. */
export const MOST_LETTERS = 500;
const PAGE = 100;
const EVERY_MS = 5_000;

export function useGroups() {
  return useQuery(trpc.deadLetters.groups.queryOptions({}, { refetchInterval: EVERY_MS }));
}

/**
 * The open letters of a group, up to {@link MOST_LETTERS} of the newest, oldest first: that is the order in which they
 * were meant to be handled.
 */
export function useLetters(group: Group | undefined) {
  const filter = group && { actorType: group.actorType, messageType: group.messageType, code: group.code };
  return useQuery({
    queryKey: ['letters of', filter],
    enabled: filter !== undefined,
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) => {
      const letters: Letter[] = [];
      let cursor: string | undefined;
      do {
        const asked = { ...filter, state: 'open', limit: PAGE, ...(cursor && { cursor }) } as const;
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

/** A group in the address. */
export function groupKey({
  actorType,
  messageType,
  code,
}: Pick<Group, 'actorType' | 'messageType' | 'code'>): string {
  return [actorType, messageType, code].join('.');
}

/** "PaymentRefunded: amount is not a decimal number" */
export function groupTitle({ messageType, error }: Group): string {
  return `${messageType}: ${firstLine(error)}`;
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
