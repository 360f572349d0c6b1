import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { client, trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { Moment } from '../../components/time.tsx';
import { useLive } from '../../live/use-live.ts';
import { shortId } from '../../words/id.ts';
import { gistOf } from '../events/gist.ts';
import type { Event } from '../events/use-events.ts';

const SHOWN = 6;

/** What happened last, live. */
export function RecentEvents() {
  const queries = useQueryClient();
  const asked = trpc.analytics.recentEvents.queryOptions({ limit: SHOWN });
  const { data } = useQuery(asked);
  useLive<{ id: string; data: Event }>(data ? 'recent events' : undefined, {
    open: (lastEventId, on) => client.events.tail.subscribe({ ...(lastEventId && { lastEventId }) }, on),
    onData(updates) {
      const fresh = updates.map(({ data: event }) => event).reverse();
      queries.setQueryData(asked.queryKey, (before) => {
        const known = new Set(fresh.map(({ id }) => id));
        const older = (before?.items ?? []).filter(({ id }) => !known.has(id));
        return { ...before, items: [...fresh, ...older].slice(0, SHOWN) };
      });
    },
  });
  const events = data?.items ?? [];
  return (
    <Card
      title="Recent events"
      end={
        <Link className="small secondary" href="/events">
          Live tail
        </Link>
      }
      clipped
    >
      {events.length === 0 ? (
        <p className="section muted">Events appear here as they are committed.</p>
      ) : (
        <table className="recent-events">
          <thead className="sr-only">
            <tr>
              <th scope="col">At</th>
              <th scope="col">Event</th>
              <th scope="col">Actor</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => {
              const [kind = '', ...rest] = event.actor.split('/');
              return (
                <tr key={event.id}>
                  <td className="mono muted">
                    <Moment at={event.at} exact />
                  </td>
                  <td>{event.type}</td>
                  <td className="mono secondary hide-phone">
                    {kind}/{shortId(rest.join('/'))}
                  </td>
                  <td className="num secondary ellipsis">{gistOf(event)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}
