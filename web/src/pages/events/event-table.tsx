import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { Moment } from '../../components/time.tsx';
import { shortId } from '../../words/id.ts';
import { gistOf } from './gist.ts';
import type { Event } from './use-events.ts';

interface EventTableProps {
  events: readonly Event[];
  chosen: string | undefined;
  onChoose(id: string): void;
}

const ROW = 36;
const ROW_ON_PHONE = 61;
const OVERSCAN = 12;

/** One row per event; only what is in sight is drawn. */
export function EventTable({ events, chosen, onChoose }: EventTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin(table.current?.offsetTop ?? 0), []);
  const height = matchMedia('(max-width: 760px)').matches ? ROW_ON_PHONE : ROW;
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => height,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  const items = rows.getVirtualItems();
  const above = (items[0]?.start ?? margin) - margin;
  const below = rows.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
  return (
    <table className="two-lines events" ref={table}>
      <thead>
        <tr>
          <th scope="col">At</th>
          <th scope="col">Event</th>
          <th scope="col">Actor</th>
          <th scope="col" className="num">
            What
          </th>
        </tr>
      </thead>
      <tbody>
        <Gap height={above} />
        {items.map(({ index }) => {
          const event = events[index];
          return event && <Row key={event.id} event={event} chosen={event.id === chosen} onChoose={onChoose} />;
        })}
        <Gap height={below} />
      </tbody>
    </table>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={4} style={{ height }} />
    </tr>
  );
}

function Row({ event, chosen, onChoose }: { event: Event; chosen: boolean; onChoose(id: string): void }) {
  const { id, type, actor, at } = event;
  const [kind = '', ...rest] = actor.split('/');
  return (
    <tr className={chosen ? 'selected' : undefined}>
      <td className="mono muted">
        <Moment at={at} exact />
      </td>
      <td>
        <button type="button" className="event-name row-link" aria-pressed={chosen} onClick={() => onChoose(id)}>
          {type}
        </button>
      </td>
      <td className="mono secondary" title={actor}>
        {kind}/{shortId(rest.join('/'))}
      </td>
      <td className="num secondary">{gistOf(event)}</td>
    </tr>
  );
}
