import { Link } from 'wouter';
import { deadLetterPath } from '../../address/places.ts';
import { Card } from '../../components/card.tsx';
import { count, rate } from '../../words/amount.ts';
import type { Overview } from './overview.ts';

/** Slower is none. */
const LEAST_RATE = 0.05;

/** Depth, retries and rate of each queue, the busiest first among those of one kind. */
export function QueueTable({ queues }: Pick<Overview, 'queues'>) {
  const sorted = [...queues].sort(
    (a, b) => b.failed - a.failed || depth(b) - depth(a) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  const most = Math.max(...queues.map(depth), 1);
  return (
    <Card title="Depths and rates" end={<span className="muted small">every 2 s</span>} clipped>
      <table className="wrapping queue-table">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col" className="num">
              Waiting
            </th>
            <th scope="col" className="hide-phone">
              <span className="sr-only">Depth</span>
            </th>
            <th scope="col" className="num">
              Active
            </th>
            <th scope="col" className="num">
              Retries
            </th>
            <th scope="col" className="num">
              Failed
            </th>
            <th scope="col" className="num">
              Per minute
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((queue) => (
            <tr key={queue.name}>
              <td>
                <span className="mono">{queue.name}</span>
              </td>
              <Figure name="waiting" value={queue.waiting} />
              <td className="hide-phone depth">
                <progress max={most} value={depth(queue)} aria-label={`${queue.name}, depth`} />
              </td>
              <Figure name="active" value={queue.active} />
              <Figure name="retries" value={queue.delayed} />
              <td className="num">
                {queue.failed > 0 ? (
                  <Link href={deadLetterPath()} className="is-stuck strong">
                    {count(queue.failed)}
                    <span className="only-phone"> failed</span>
                  </Link>
                ) : (
                  <span className="muted hide-phone">0</span>
                )}
              </td>
              <td className="num secondary">
                {rateOf(queue)}
                {rateOf(queue) && <span className="only-phone"> / min</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <td className={value === 0 ? 'num muted hide-phone' : 'num'}>
      {count(value)}
      <span className="only-phone"> {name}</span>
    </td>
  );
}

/** Nothing for a queue that rests. */
function rateOf({ perMinute }: Overview['queues'][number]): string {
  return perMinute === null || perMinute < LEAST_RATE ? '' : rate(perMinute);
}

const depth = ({ waiting, active }: Overview['queues'][number]) => waiting + active;
