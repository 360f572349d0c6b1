import { Card } from '../../components/card.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import type { Overview } from './overview.ts';

const LOOK = {
  closed: { state: 'confirmed', words: 'Closed', about: 'calls go through' },
  'half-open': { state: 'compensating', words: 'Half open', about: 'one call tries whether it works again' },
  open: { state: 'stuck', words: 'Open', about: 'no call is made until the pause is over' },
} as const;

/** The circuit breakers around calls to others, of the process that answers. */
export function Breakers({ breakers }: Pick<Overview, 'breakers'>) {
  return (
    <Card title="Circuit breakers" end={<span className="muted small">of this process</span>} clipped>
      {breakers.length === 0 ? (
        <p className="section muted">This process calls nobody from whom a breaker would protect it.</p>
      ) : (
        <table className="wrapping">
          <thead className="sr-only">
            <tr>
              <th scope="col">Activity</th>
              <th scope="col">State</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {breakers.map(({ activity, state }) => {
              const { state: look, words, about } = LOOK[state];
              return (
                <tr key={activity}>
                  <td className="mono">{activity}</td>
                  <td>
                    <StatusChip state={look}>{words}</StatusChip>
                  </td>
                  <td className="muted small">{about}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}
