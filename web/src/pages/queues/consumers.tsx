import { Card } from '../../components/card.tsx';
import { Age } from '../../components/time.tsx';
import { count } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import type { Overview } from './overview.ts';

/** A view this far behind the events shows. */
const BEHIND_MS = 10_000;

/** Who reads the events, and how far behind. */
export function Consumers({ consumers }: Pick<Overview, 'consumers'>) {
  return (
    <Card title="Consumers of the events" clipped>
      {consumers.length === 0 ? (
        <p className="section muted">Views and policies appear here once they have read their first event.</p>
      ) : (
        <table className="wrapping tight">
          <thead>
            <tr>
              <th scope="col">Consumer</th>
              <th scope="col" className="num">
                Behind
              </th>
              <th scope="col" className="num">
                Lag
              </th>
              <th scope="col" className="num">
                Moved
              </th>
            </tr>
          </thead>
          <tbody>
            {consumers.map(({ name, behind, more, lagMs, movedAt }) => {
              const late = behind > 0 && lagMs > BEHIND_MS;
              return (
                <tr key={name}>
                  <td>{name}</td>
                  <td className={late ? 'num is-stuck strong' : 'num'}>
                    {behind === 0 ? 'up to date' : `${count(behind)}${more ? ' or more' : ''}`}
                  </td>
                  <td className={late ? 'num is-stuck strong' : 'num secondary'}>
                    {behind === 0 ? '' : duration(lagMs)}
                  </td>
                  <td className="num muted hide-phone">
                    <Age since={movedAt} /> ago
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
