import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { useKeys } from '../../app/keys.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { type Filter, FilterChips } from '../../components/filter-chips.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Choice } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { counted } from '../../words/amount.ts';
import { EventDetail } from './event-detail.tsx';
import { EventTable } from './event-table.tsx';
import './events.css';
import { useEvents } from './use-events.ts';

export default function EventsPage() {
  const [params, change] = useParams();
  const [following, setFollowing] = useState(true);
  const filter = { type: params.get('type') ?? undefined, actor: params.get('actor') ?? undefined };
  const { events, waiting, show, stored } = useEvents(filter, following);
  const chosen = events.find(({ id }) => id === params.get('id'));
  const actorFilter = filter.actor?.includes('/') ? undefined : filter.actor;
  const step = (by: number) => {
    const next = events[chosen ? events.indexOf(chosen) + by : 0];
    if (next) change({ id: next.id }, { oneOfMany: true });
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next event', run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous event', run: () => step(-1) },
    { keys: [' '], does: 'Follow or pause', run: () => setFollowing((before) => !before) },
  ]);
  return (
    <>
      <PageHead
        title="Events"
        actions={
          <Choice<'follow' | 'pause'>
            label="Live"
            segments={[
              { key: 'follow', words: 'Follow' },
              { key: 'pause', words: 'Pause' },
            ]}
            chosen={following ? 'follow' : 'pause'}
            onChoose={(key) => setFollowing(key === 'follow')}
          />
        }
      />
      <div className="row wrap events-filters">
        <FilterChips
          filters={useFilters()}
          chosen={{ type: filter.type, actor: actorFilter }}
          onChoose={(key, value) => change({ [key]: value, id: undefined })}
        />
        {waiting > 0 && (
          <button type="button" className="chip" aria-live="polite" onClick={show}>
            <b>{counted(waiting, 'new event')}</b> Show
          </button>
        )}
        <SearchField
          label="Events of one actor"
          placeholder="Actor, as in order/8f3c2a71"
          value={filter.actor?.includes('/') ? filter.actor : ''}
          onSearch={(actor) => change({ actor: actor || undefined, id: undefined })}
        />
      </div>
      <div className={chosen ? 'events-columns' : undefined}>
        <Card clipped>
          {stored.error && !stored.data ? (
            <Failed what="Events" error={stored.error} onRetry={() => void stored.refetch()} />
          ) : !stored.data ? (
            <Skeleton what="events" />
          ) : events.length === 0 && !stored.hasNextPage ? (
            <Empty icon="events" title={filter.type || filter.actor ? 'No such event yet' : 'No events yet'}>
              Every change of every actor appears here as it is committed.
            </Empty>
          ) : (
            <EventTable
              events={events}
              chosen={chosen?.id}
              onChoose={(id) => change({ id: id === chosen?.id ? undefined : id })}
            />
          )}
          {stored.hasNextPage && (
            <div className="section more-events">
              <Button small busy={stored.isFetchingNextPage} onClick={() => void stored.fetchNextPage()}>
                Older events
              </Button>
              {events.length === 0 && <span className="muted small">None of the newest 100 match.</span>}
            </div>
          )}
        </Card>
        {chosen && <EventDetail event={chosen} />}
      </div>
    </>
  );
}

/** Every event type and every actor type that there is. */
function useFilters(): Filter[] {
  const { data } = useQuery(trpc.machines.list.queryOptions({}, { staleTime: Number.POSITIVE_INFINITY }));
  const machines = data?.items ?? [];
  const option = (value: string) => ({ value, words: value });
  return [
    {
      key: 'actor',
      name: 'Actor',
      options: machines.filter(({ events }) => events.length > 0).map(({ type }) => option(type)),
    },
    {
      key: 'type',
      name: 'Type',
      options: [...new Set(machines.flatMap(({ events }) => events))].sort().map(option),
    },
  ];
}
