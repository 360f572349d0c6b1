import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { actorPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import type { Fleet, FleetActor } from '../../api/types.ts';
import { lineWords } from '../../chart/fleet-chart.tsx';
import { transitionsOf } from '../../chart/heat.ts';
import { leafName } from '../../chart/leaf-name.ts';
import type { ChartView } from '../../chart/view.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { Age } from '../../components/time.tsx';
import { shortId } from '../../words/id.ts';
import { stateListPath } from './things.ts';

const PAGE = 50;

interface WhereaboutsProps {
  fleet: Fleet;
  view: ChartView | undefined;
  /** Of the chart. */
  state: string | undefined;
  /** The id of a line of the chart, instead of a state. */
  line: string | undefined;
  onClose(): void;
}

/** The actors in a state, or those that took a line lately. */
export function Whereabouts({ fleet, view, state, line, onClose }: WhereaboutsProps) {
  const edge = view?.edges.find(({ id }) => id === line);
  const transitions = view && edge ? transitionsOf(view, edge) : undefined;
  const { type, version } = fleet;
  const isKnown = transitions !== undefined || state !== undefined;
  const found = useInfiniteQuery(
    trpc.fleet.actors.infiniteQueryOptions(
      { type, version, limit: PAGE, ...(transitions ? { transitions } : { state }) },
      {
        getNextPageParam: ({ next }) => next ?? undefined,
        enabled: isKnown,
      },
    ),
  );
  const actors = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const all = state && stateListPath(type, state);
  // A line of another part of the machine than the one that is drawn.
  if (!isKnown) return null;
  return (
    <Card
      title={edge ? lineWords(edge) : `In ${leafName(state ?? '')}`}
      end={
        <span className="row">
          {all && <Link href={all}>Open as a list</Link>}
          <Button small icon="close" label="Close" onClick={onClose} />
        </span>
      }
    >
      {found.error && <Failed what="These actors" error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton what="the actors" />}
      {found.data && actors.length === 0 && (
        <Empty
          icon="search"
          title={edge ? 'Nobody took it lately' : found.hasNextPage ? 'Nobody yet' : 'Nobody is in it'}
        >
          {edge
            ? 'Those that take it appear here within a minute.'
            : found.hasNextPage
              ? 'Nobody among the newest actors. Older ones have not been looked at.'
              : 'Those that enter it appear here.'}
        </Empty>
      )}
      {actors.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
        <section className="whereabouts" tabIndex={0} aria-label="Actors">
          <ul className="selectable-list">
            {actors.map((actor) => (
              <li key={actor.id}>
                <ActorRow type={type} actor={actor} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {found.hasNextPage && (
        <div className="section">
          <Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Look further
          </Button>
        </div>
      )}
    </Card>
  );
}

function ActorRow({ type, actor }: { type: string; actor: FleetActor }) {
  const page = actorPath(`${type}/${actor.id}`) ?? `/tools?actor=${type}/${encodeURIComponent(actor.id)}`;
  return (
    <div className="row">
      <span className={`is-${actor.standing}`}>
        <StatusGlyph state={actor.standing} />
      </span>
      <Link href={page} className="mono">
        {shortId(actor.id)}
      </Link>
      <span className="grow secondary small ellipsis">{actor.state.split(',').map(leafName).join(', ')}</span>
      <span className="muted small nowrap">
        moved <Age since={actor.movedAt} /> ago
      </span>
    </div>
  );
}
