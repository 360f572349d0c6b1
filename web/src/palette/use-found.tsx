import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { actorPath, customerPath, deadLetterPath } from '../address/places.ts';
import { go } from '../address/use-params.ts';
import { trpc } from '../api/client.ts';
import { STATE_WORDS } from '../components/status-chip.tsx';
import { Age } from '../components/time.tsx';
import { shortId } from '../words/id.ts';
import type { Group, Option } from './options.ts';

const PAUSE_MS = 120;
const OF_EACH = 5;
/** How something stands changes while it is looked at. */
const EVERY_MS = 2_000;

/** Orders, other actors, customers and dead letters that begin with the query. */
export function useFound(query: string): { groups: Group[]; isSearching: boolean } {
  const [asked, setAsked] = useState(query);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query]);
  const { data, isFetching, isPlaceholderData } = useQuery(
    trpc.search.find.queryOptions(
      { q: asked, limit: OF_EACH },
      { enabled: asked !== '', placeholderData: keepPreviousData, refetchInterval: EVERY_MS },
    ),
  );
  if (query === '' || !data) return { groups: [], isSearching: isFetching };

  const actors = data.actors.map(({ type, id, state, standing, stuckSince }): Option => {
    const path = actorPath(`${type}/${id}`);
    return {
      id: `${type}/${id}`,
      state: standing,
      words: <Marked id={id} query={query} />,
      about: type === 'order' ? state : `${type}, ${state}`,
      end: (
        <>
          {STATE_WORDS[standing]}
          {stuckSince && (
            <>
              {' '}
              <Age since={stuckSince} />
            </>
          )}
        </>
      ),
      run: () => go(path ?? `/events?${new URLSearchParams({ actor: `${type}/${id}` })}`),
    };
  });
  const customers = data.customers.map(
    ({ customerId, name, email }): Option => ({
      id: `customer ${customerId}`,
      icon: 'customers',
      words: name ?? <Marked id={customerId} query={query} />,
      about: email ?? '',
      end: shortId(customerId),
      run: () => go(customerPath(customerId)),
    }),
  );
  const letters = data.deadLetters.map(
    ({ id, actor, type, code, state }): Option => ({
      id: `letter ${id}`,
      icon: 'dead-letter',
      words: `Dead letter ${id}`,
      about: `${type} to ${actor}, ${code}`,
      end: state,
      run: () => go(deadLetterPath(undefined, id)),
    }),
  );
  const orders = actors.filter(({ id }) => id.startsWith('order/'));
  return {
    groups: [
      { title: 'Orders', options: orders },
      { title: 'Customers', options: customers },
      { title: 'Dead letters', options: letters },
      { title: 'Other actors', options: actors.filter((option) => !orders.includes(option)) },
    ],
    isSearching: isPlaceholderData || asked !== query,
  };
}

/** An id with the beginning that was typed in bold; long ones are cut after what tells them apart. */
function Marked({ id, query }: { id: string; query: string }) {
  const shown = id.length > 18 ? id.slice(0, Math.max(18, query.length + 4)) : id;
  const at = shown.toLowerCase().startsWith(query.toLowerCase()) ? query.length : 0;
  return (
    <span className="mono" title={id}>
      <b>{shown.slice(0, at)}</b>
      {shown.slice(at)}
      {shown.length < id.length && '…'}
    </span>
  );
}
