import { Card } from '../../components/card.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { breakerRows } from './breaker-rows.ts';
import type { Overview } from './overview.ts';

const LOOK = {
  closed: { state: 'confirmed', words: 'Closed', about: 'calls go through' },
  'half-open': { state: 'compensating', words: 'Half open', about: 'one call tries whether it works again' },
  open: { state: 'stuck', words: 'Open', about: 'no call is made until the pause is over' },
} as const;

/** The circuit breakers around calls to others, of every process. */
export function Breakers({ processes }: Pick<Overview, 'processes'>) {
  const rows = breakerRows(processes);
  return (
    <Card title="Circuit breakers" clipped>
      {rows.length === 0 ? (
        <p className="section muted">No process calls anybody from whom a breaker would protect it.</p>
      ) : (
        <table className="wrapping breakers">
          <thead className="sr-only">
            <tr>
              <th scope="col">Activity</th>
              <th scope="col">State</th>
              <th scope="col">Processes</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ activity, state, processes: names }) => {
              const { state: look, words, about } = LOOK[state];
              return (
                <tr key={`${activity} ${state}`}>
                  <td className="mono">{activity}</td>
                  <td>
                    <StatusChip state={look}>{words}</StatusChip>
                  </td>
                  <td className="muted small">
                    {names.join(', ')}: {about}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}
