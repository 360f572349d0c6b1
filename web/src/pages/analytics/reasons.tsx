import { Card } from '../../components/card.tsx';
import { count, share } from '../../words/amount.ts';

/** Why orders were cancelled, most frequent first. */
export function Reasons({
  reasons,
  cancelled,
  when,
}: {
  reasons: Readonly<Record<string, number>>;
  cancelled: number;
  when: string;
}) {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const most = sorted[0]?.[1] ?? 1;
  return (
    <Card
      title="Cancelled by reason"
      end={
        <span className="muted small">
          {count(cancelled)} {when}
        </span>
      }
    >
      {sorted.length === 0 ? (
        <p className="section muted">No order was cancelled.</p>
      ) : (
        <ul className="reasons">
          {sorted.map(([reason, times]) => (
            <li key={reason}>
              <span className="ellipsis">{inWords(reason)}</span>
              <progress className="reason-bar" max={most} value={times} aria-hidden="true" />
              <span className="num">
                {count(times)} <span className="muted">{share(times, cancelled)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="section muted small">
        Exact: every event of the store counts once, whatever crashed in between.
      </p>
    </Card>
  );
}

/** "Payment declined" of `payment_declined`. */
function inWords(reason: string): string {
  const words =
    reason
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase() || 'no reason given';
  return words.charAt(0).toUpperCase() + words.slice(1);
}
